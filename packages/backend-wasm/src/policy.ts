import { DeviceError } from '@hkmem/backend';

/** The head of the binary format, which is a whole module. */
const smallestModule: Uint8Array<ArrayBuffer> = Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0);

/** @throws {DeviceError} naming the directive that is needed, where a page's policy keeps WebAssembly from being compiled. */
export function checkPolicy(): void {
  try {
    new WebAssembly.Module(smallestModule);
  } catch (error) {
    const { message } = error as Error;
    throw new DeviceError(
      "WebAssembly: the page's Content-Security-Policy keeps it from being compiled; allow it by the directive " +
        `\`script-src 'self' 'wasm-unsafe-eval'\`. The browser says: ${message}`,
    );
  }
}
