// On the server, for every request: plain JavaScript in float64, without wasm or workers.
import { selectBackend } from '@hkmem/backend';
import { InBrowser } from './in-browser.jsx';
import { restored } from './memory.js';

export default async function Page({ searchParams }) {
  const letter = Number((await searchParams).letter) === 1 ? 1 : 0;
  const { backend } = await selectBackend('cpu');
  return (
    <main>
      <pre id="server">{await restored(letter, backend)}</pre>
      <InBrowser letter={1 - letter} />
    </main>
  );
}
