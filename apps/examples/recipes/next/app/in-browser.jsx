'use client';
import { useEffect, useState } from 'react';

/** The other letter, in a worker of the browser; an effect never runs on the server, so nothing of it is loaded there. */
export function InBrowser({ letter }) {
  const [picture, show] = useState('');
  useEffect(() => {
    const worker = new Worker(new URL('./worker.js', import.meta.url), { type: 'module' });
    worker.onmessage = ({ data }) => show(data);
    worker.postMessage({ letter, assets: `${location.origin}/tfjs/` });
    return () => worker.terminate();
  }, [letter]);
  return <pre id="browser">{picture}</pre>;
}
