/** A number with a comma in place of the decimal point. */
const decimalComma = /^\s*([-+]?\d*),(\d+(?:e[-+]?\d+)?)\s*$/i;

/** What to write in place of a text that stands where a number should; undefined where nothing is near. */
export function numberMeant(text: string): string | undefined {
  const found = decimalComma.exec(text);
  if (found !== null) return `a decimal comma? Write ${found[1]!.replace(/^([-+]?)$/, '$10')}.${found[2]}`;
  return text.trim() !== '' && Number.isFinite(Number(text)) ? `write ${text.trim()} without quotes` : undefined;
}
