import {
  type Cell,
  type CellResult,
  canonicalJson,
  identifyCell,
  isSettings,
  resultOfCell,
  sha256,
} from '@hkmem/experiments';
import type { Store } from './store.ts';

function place(cell: Cell): string {
  return `cells/${identifyCell(cell).id}.json`;
}

/**
 * Keeps a result with its SHA-256, unless there is one. The file is one that `readCellResult` reads too. What is damaged is
 * put aside before it is replaced; `onDamaged` is told where to.
 * @returns whether it was written. @throws {StoreError}
 */
export async function keepResult(
  store: Store,
  result: CellResult,
  onDamaged?: (aside: string) => void,
): Promise<boolean> {
  if ((await findResult(store, result.cell)) !== undefined) return false;
  const bytes = new TextEncoder().encode(`${JSON.stringify({ ...result, checksum: checksumOf(result) })}\n`);
  if (await store.writeOnce(place(result.cell), bytes)) return true;
  if ((await findResult(store, result.cell)) !== undefined) return false;
  const damaged = await store.read(place(result.cell));
  if (damaged !== undefined) {
    const aside = `damaged/${result.id}-${sha256(damaged).slice(0, 12)}.json`;
    await store.write(aside, damaged);
    onDamaged?.(aside);
  }
  await store.write(place(result.cell), bytes);
  return true;
}

/** The result of a cell, undefined if there is none that is whole, its own and of its checksum. @throws {StoreError} */
export async function findResult(store: Store, cell: Cell): Promise<CellResult | undefined> {
  const bytes = await store.read(place(cell));
  if (bytes === undefined) return undefined;
  let found: unknown;
  try {
    found = JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return undefined;
  }
  if (!isSettings(found)) return undefined;
  const { checksum, ...rest } = found;
  const result = resultOfCell(rest, cell);
  return result !== undefined && checksum === checksumOf(result) ? result : undefined;
}

function checksumOf(result: CellResult): string {
  return sha256(canonicalJson(result));
}
