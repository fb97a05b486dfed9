import { InvalidArgumentError } from 'commander';

/** An argument as a shell takes it. */
export function quoted(argument: string): string {
  return /^[\w./,=:+-]+$/.test(argument) ? argument : `'${argument.replaceAll("'", "'\\''")}'`;
}

/** @throws {InvalidArgumentError} unless the text is a whole number from 1. */
export function whole(text: string): number {
  const value = Number(text);
  if (!(Number.isInteger(value) && value > 0)) throw new InvalidArgumentError('Allowed is a whole number from 1.');
  return value;
}
