import { type Backend, selectBackend } from '@hkmem/backend';
import '@hkmem/backend-wasm';
import '@hkmem/backend-webgpu';
import { type Settled, settle, side } from './memory.ts';

const select = document.querySelector<HTMLSelectElement>('#backend')!;
const about = document.querySelector<HTMLElement>('#about')!;
const result = document.querySelector<HTMLElement>('#result')!;
const canvas = document.querySelector<HTMLCanvasElement>('#picture')!;

/** The backend in use, if any. The one before is disposed of first: tfjs has one device at a time. */
let current: Backend | undefined;

async function swap(name: string): Promise<void> {
  select.disabled = true;
  result.textContent = '';
  try {
    await current?.dispose();
    current = undefined;
    // Where this page has tfjs's .wasm files; vite.config.ts puts them beside it.
    const { backend, reason } = await selectBackend(name, { assets: new URL('./', location.href).href });
    current = backend;
    about.textContent = `${backend.name}: ${backend.description} (${reason})`;
    const settled = await settle(backend);
    draw(settled);
    result.textContent = `neighbours agree to ${settled.agreement.toFixed(3)}, after ${settled.milliseconds.toFixed(0)} ms`;
  } catch (error) {
    about.textContent = error instanceof Error ? error.message : String(error);
    result.textContent = 'failed';
  } finally {
    select.disabled = false;
  }
}

/** Directions as hues. */
function draw({ s }: Settled): void {
  const context = canvas.getContext('2d')!;
  for (let i = 0; i < side * side; i++) {
    const angle = (Math.atan2(s[2 * i + 1]!, s[2 * i]!) * 180) / Math.PI;
    context.fillStyle = `hsl(${angle} 70% 55%)`;
    context.fillRect(i % side, Math.floor(i / side), 1, 1);
  }
}

select.addEventListener('change', () => swap(select.value));
await swap(select.value);
