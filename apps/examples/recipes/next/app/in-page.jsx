'use client';
import { useEffect, useState } from 'react';

/** The same memory in the browser: its code is loaded once the page stands. */
export function InPage({ letter }) {
  const [picture, show] = useState('');
  useEffect(() => {
    import('./memory.js').then(({ restored }) => restored(letter)).then(show);
  }, [letter]);
  return <pre id="browser">{picture}</pre>;
}
