import { urlState } from './url-state.svelte.ts';

/** `system` follows the device. */
export const theme = urlState('', { theme: 'system' }, { theme: ['system', 'light', 'dark'] });

const darkDevice = matchMedia('(prefers-color-scheme: dark)');
const device = $state({ dark: darkDevice.matches });
darkDevice.addEventListener('change', ({ matches }) => {
  device.dark = matches;
});

/** Whether the page is dark now; reading it in an effect makes the effect run again when that changes. */
export function isDark(): boolean {
  return theme.theme === 'system' ? device.dark : theme.theme === 'dark';
}

/** Puts the choice on the page, for the style sheet. */
export function applyTheme(): void {
  if (theme.theme === 'system') delete document.documentElement.dataset['theme'];
  else document.documentElement.dataset['theme'] = theme.theme;
}

type Colour = readonly [red: number, green: number, blue: number];

/** Colours that were read, by theme and name; reading one makes the browser work out styles. */
const read = new Map<string, Colour>();

/** Red, green and blue, 0 to 255, of a custom colour of the style sheet, such as `--ink`. */
export function colour(name: string): Colour {
  const key = `${isDark()} ${name}`;
  const known = read.get(key);
  if (known !== undefined) return known;
  applyTheme();
  const text = getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const value = Number.parseInt(text.slice(1), 16);
  const found: Colour = [(value >> 16) & 255, (value >> 8) & 255, value & 255];
  read.set(key, found);
  return found;
}

/** Whether the reader asked for less motion. */
export const calm: boolean = matchMedia('(prefers-reduced-motion: reduce)').matches;
