export type Setting = string | number | boolean;

/** Texts that a setting may be, or the least and the most of a number. */
export type Allowed = readonly string[] | readonly [least: number, most: number];

/** The value of a setting that an address gives as `text`, and what could not be taken as it stands, in words. */
export function addressValue(
  key: string,
  text: string | null,
  initial: Setting,
  allowed: Allowed | undefined,
): { readonly value: Setting; readonly note?: string } {
  if (text === null || text === String(initial)) return { value: initial };
  if (typeof initial === 'boolean') return { value: text === 'true' };
  const shown = `${key}=${text.length > 24 ? `${text.slice(0, 24)}…` : text}`;
  if (typeof initial === 'number') {
    const value = Number(text);
    if (text.trim() === '' || !Number.isFinite(value)) {
      return { value: initial, note: `${shown} is no number; ${initial} is used.` };
    }
    const [least, most] = (allowed ?? [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY]) as readonly [
      number,
      number,
    ];
    const within = Math.max(least, Math.min(most, value));
    return within === value
      ? { value }
      : { value: within, note: `${shown} is outside ${least} to ${most}; ${within} is used.` };
  }
  if (allowed === undefined || (allowed as readonly string[]).includes(text)) return { value: text };
  return { value: initial, note: `${shown} is none of ${allowed.join(', ')}; ${initial} is used.` };
}
