import { expect, test } from 'vitest';
import { commands } from 'vitest/browser';
import page from './blocked-worker.ts?url';

/** What scripts of the frame need by themselves: the page's own, and one that is written into it. */
const own = `'self' 'unsafe-inline' ${location.origin}`;

/** What a page of that policy tells; the policy holds in a frame of its own. */
async function underPolicy(policy: string): Promise<string> {
  const frame = document.createElement('iframe');
  frame.allow = 'cross-origin-isolated';
  // Modules that vitest serves import by a function of its page, which a frame lacks.
  frame.srcdoc = `<meta http-equiv="Content-Security-Policy" content="${policy}">
    <script>globalThis.__vitest_browser_runner__ = { wrapDynamicImport: (load) => load() };</script>
    <script type="module" src="${new URL(page, location.href).href}"></script>`;
  const told = new Promise<string>((resolve) => {
    const listen = ({ source, data }: MessageEvent): void => {
      if (source !== frame.contentWindow) return;
      removeEventListener('message', listen);
      resolve((data as { outcome: string }).outcome);
    };
    addEventListener('message', listen);
  });
  document.body.append(frame);
  try {
    return await told;
  } finally {
    frame.remove();
  }
}

test('a policy that blocks workers is named with the directive that allows them', async () => {
  const outcome = await underPolicy("worker-src 'none'");
  expect(outcome).toMatch(
    /^DeviceError: worker \d of the pool: the page's Content-Security-Policy keeps it from starting/,
  );
  expect(outcome).toContain("the directive `worker-src 'self' blob:`");
  expect(outcome).toContain('Use `workers: 1`');
  // The browser reports the refusal itself, and nothing else went wrong.
  const faults = await commands.takePageFaults();
  expect(faults.length).toBeGreaterThan(0);
  for (const fault of faults) expect(fault).toMatch(/worker-src 'none'/);
});

test('so is one of scripts, which holds for workers where none of theirs is given', async () => {
  const outcome = await underPolicy(`script-src ${own} 'wasm-unsafe-eval'`);
  expect(outcome).toMatch(/^DeviceError: worker \d of the pool: .*the directive `worker-src 'self' blob:`/);
  const faults = await commands.takePageFaults();
  for (const fault of faults) expect(fault).toMatch(/worker/i);
});

test('a policy under which WebAssembly is not compiled is named with the directive that allows it', async () => {
  const outcome = await underPolicy(`script-src ${own}; worker-src 'self' blob:`);
  expect(outcome).toMatch(/^DeviceError: WebAssembly: the page's Content-Security-Policy keeps it from being compiled/);
  expect(outcome).toContain("the directive `script-src 'self' 'wasm-unsafe-eval'`");
  await commands.takePageFaults();
});

test('with these directives it starts', async () => {
  expect(await underPolicy("worker-src 'self' blob:")).toMatch(/2 threads/);
  expect(await underPolicy(`script-src ${own} 'wasm-unsafe-eval'; worker-src 'self' blob:`)).toMatch(/2 threads/);
});
