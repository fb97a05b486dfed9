import { urlState } from '@hkmem/ui/lib/url-state.svelte.ts';

/** The backend that the reader asks for, kept in the address. */
export const choice: { backend: string } = urlState(
  '',
  { backend: 'auto' },
  { backend: ['auto', 'webgpu', 'wasm', 'cpu'] },
);
