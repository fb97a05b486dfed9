type Values = Record<string, string | number | boolean>;

/** The type of a setting whose default is of type T: any number, text or boolean. */
type Widened<T> = T extends number ? number : T extends boolean ? boolean : T extends string ? string : never;

const address = new URLSearchParams(location.search);
const defaults = new Map<string, string>();
let pending: ReturnType<typeof setTimeout> | undefined;

/**
 * Settings of a scene, kept in the page's address under `scene.name` wherever they differ from the default, so that a
 * view can be shared. Numbers that are none, and choices that are not in `choices`, read as the default.
 */
export function urlState<T extends Values>(
  scene: string,
  initial: T,
  choices: { readonly [K in keyof T]?: readonly string[] } = {},
): { -readonly [K in keyof T]: Widened<T[K]> } {
  const values: Values = {};
  for (const [name, value] of Object.entries(initial)) {
    const key = scene === '' ? name : `${scene}.${name}`;
    defaults.set(key, String(value));
    values[name] = parsed(address.get(key), value, choices[name]);
  }
  const state = $state(values);
  $effect.root(() => {
    $effect(() => {
      for (const name of Object.keys(initial)) {
        const key = scene === '' ? name : `${scene}.${name}`;
        const text = String(state[name]);
        if (text === defaults.get(key)) address.delete(key);
        else address.set(key, text);
      }
      clearTimeout(pending);
      pending = setTimeout(write, 150);
    });
  });
  return state as { -readonly [K in keyof T]: Widened<T[K]> };
}

function parsed(text: string | null, fallback: string | number | boolean, allowed: readonly string[] | undefined) {
  if (text === null) return fallback;
  if (typeof fallback === 'number') return Number.isFinite(Number(text)) && text !== '' ? Number(text) : fallback;
  if (typeof fallback === 'boolean') return text === 'true';
  return allowed === undefined || allowed.includes(text) ? text : fallback;
}

function write(): void {
  const query = address.toString();
  const target = `${location.pathname}${query === '' ? '' : `?${query}`}${location.hash}`;
  if (target !== `${location.pathname}${location.search}${location.hash}`)
    history.replaceState(history.state, '', target);
}
