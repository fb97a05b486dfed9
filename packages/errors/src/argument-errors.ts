import { ValueError } from './errors.ts';

/** An argument of a call that is missing or of another kind than it takes. */
export class ArgumentError extends ValueError {}

/** Options of a call that are missing, of another kind, not known, or no object at all. */
export class OptionError extends ArgumentError {}
