import { del, get, set } from 'idb-keyval';

/** Under which the browser keeps the last training, for a page that is loaded again. */
const key = 'hkmem training';

/** Keeps a training's file in the browser; where that has no room or allows none, nothing is kept. */
export async function keepTraining(file: Uint8Array): Promise<void> {
  await tried(() => set(key, file));
}

/** The training that was kept last, if any. */
export function keptTraining(): Promise<Uint8Array | undefined> {
  return tried(() => get<Uint8Array>(key));
}

/** Keeps none any more. */
export async function forgetTraining(): Promise<void> {
  await tried(() => del(key));
}

async function tried<Result>(work: () => Promise<Result>): Promise<Result | undefined> {
  try {
    return await work();
  } catch {
    return undefined;
  }
}
