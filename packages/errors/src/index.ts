export { ArgumentError, type ArgumentKind, checkArguments } from './check-arguments.ts';
export { checkOptions, OptionError, type OptionTable } from './check-options.ts';
export { HkmemError, NonFiniteError, ShapeError, UnknownNameError, ValueError } from './errors.ts';
