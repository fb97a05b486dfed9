import type { Match } from '@hkmem/storage';

/** What a restored state is, in words, when pattern `wanted` was damaged; places count from 0. */
export function answerInWords({ index, opposite, wrong, chance }: Match, wanted: number): string {
  if (chance > 0.01) return 'It became nothing that is stored: a random picture would resemble one as much.';
  const share = `${(100 * wrong).toFixed(1)} % of its pixels wrong`;
  if (index !== wanted || opposite) {
    const found = `${opposite ? 'the negative of ' : ''}picture ${index + 1}`;
    if (wrong > 0.05) return `It became a mixture, nearest to ${found}, with ${share}.`;
    return `It became ${found}${wrong === 0 ? '' : `, with ${share}`}.`;
  }
  if (wrong === 0) return 'It is back, to the last pixel.';
  return wrong <= 0.05 ? `It is back, with ${share}.` : `It is lost: a mixture, nearest to it, with ${share}.`;
}

/** A number of patterns: in full below a million, else as a power of ten. */
export function amountInWords(count: number): string {
  if (count < 1e6) return count.toLocaleString('en');
  const power = String(Math.floor(Math.log10(count)));
  return `10${Array.from(power, (digit) => '⁰¹²³⁴⁵⁶⁷⁸⁹'[Number(digit)]).join('')}`;
}
