import { type Allowed, addressValue, type Setting } from './address-value.ts';

type Values = Record<string, Setting>;

/** The type of a setting whose default is of type T: any number, text or boolean. */
type Widened<T> = T extends number ? number : T extends boolean ? boolean : T extends string ? string : never;

/** A setting as the address knows it. */
interface Entry {
  readonly state: Values;
  readonly name: string;
  readonly initial: Setting;
  readonly allowed: Allowed | undefined;
}

/** What of the address could not be taken as it stands, in words. */
export const addressNotes: { readonly told: string[] } = $state({ told: [] });

let address = new URLSearchParams(location.search);
const entries = new Map<string, Entry>();
let pending: ReturnType<typeof setTimeout> | undefined;

/**
 * Settings of a scene, kept in the page's address under `scene.name` wherever they differ from the default, so that a
 * view can be shared, and so that back and forward lead through what was seen. `allowed` gives texts or the ends of a
 * number; what of an address is neither is told in `addressNotes` and read as the nearest that is.
 */
export function urlState<T extends Values>(
  scene: string,
  initial: T,
  allowed: { readonly [K in keyof T]?: Allowed } = {},
): { -readonly [K in keyof T]: Widened<T[K]> } {
  const keyOf = (name: string): string => (scene === '' ? name : `${scene}.${name}`);
  const read = Object.entries(initial).map(([name, value]) => {
    const { value: taken, note } = addressValue(keyOf(name), address.get(keyOf(name)), value, allowed[name]);
    if (note !== undefined) addressNotes.told.push(note);
    return [name, taken] as const;
  });
  const state: Values = $state(Object.fromEntries(read));
  for (const [name, value] of Object.entries(initial)) {
    entries.set(keyOf(name), { state, name, initial: value, allowed: allowed[name] });
  }
  $effect.root(() => {
    $effect(() => {
      for (const name of Object.keys(initial)) {
        const text = String(state[name]);
        if (text === String(initial[name])) address.delete(keyOf(name));
        else address.set(keyOf(name), text);
      }
      clearTimeout(pending);
      pending = setTimeout(write, 150);
    });
  });
  return state as { -readonly [K in keyof T]: Widened<T[K]> };
}

/** A reader's change is a step of the history; what the page changes by itself is none. */
function write(): void {
  const query = address.toString();
  const target = `${location.pathname}${query === '' ? '' : `?${query}`}${location.hash}`;
  if (target === `${location.pathname}${location.search}${location.hash}`) return;
  if (navigator.userActivation?.isActive) history.pushState(null, '', target);
  else history.replaceState(history.state, '', target);
}

/** Puts every setting back to what the address says, after a step back or forward. */
function restore(): void {
  clearTimeout(pending);
  address = new URLSearchParams(location.search);
  for (const [key, { state, name, initial, allowed }] of entries) {
    const { value } = addressValue(key, address.get(key), initial, allowed);
    if (state[name] !== value) state[name] = value;
  }
}

addEventListener('popstate', restore);
