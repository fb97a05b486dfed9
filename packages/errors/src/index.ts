export { accept } from './accept.ts';
export { ArgumentError, OptionError } from './argument-errors.ts';
export { checkOptions, type OptionTable } from './check-options.ts';
export { HkmemError, NonFiniteError, ShapeError, UnknownNameError, ValueError } from './errors.ts';
export type { Kind, Members } from './kind.ts';
