import { largestOf, smallestOf } from '@hkmem/backend';
import { mean } from '@hkmem/experiments';

/** Shares as per cent with two places: one as it is, several as mean and range, `97.08 (96.9 to 97.2)`. */
export function percentOver(values: readonly number[]): string {
  if (values.length === 0) return '-';
  const middle = (100 * mean(values)).toFixed(2);
  if (values.length === 1) return middle;
  const [least, most] = [smallestOf(values), largestOf(values)].map((value) => (100 * value).toFixed(2));
  return `${middle} (${least} to ${most})`;
}

/** Mean and range of some values, `1.00 (0.50 to 1.50)`. */
export function rangeText(values: readonly number[]): string {
  return `${mean(values).toFixed(2)} (${smallestOf(values).toFixed(2)} to ${largestOf(values).toFixed(2)})`;
}

/** Mean and half the range, where there are several. */
export function spread(values: readonly number[], form: (value: number) => string): string {
  if (values.length === 1) return form(mean(values));
  return `${form(mean(values))} ± ${form((largestOf(values) - smallestOf(values)) / 2)}`;
}
