import { InPage } from './in-page.jsx';
import { restored } from './memory.js';

export default async function Page() {
  return (
    <main>
      <pre id="server">{await restored(0)}</pre>
      <InPage letter={1} />
    </main>
  );
}
