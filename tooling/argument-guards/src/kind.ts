/** What @hkmem/errors, which is built with this, takes as a kind. */
export type Kind = string | Members | readonly ['=', Members] | readonly ['|' | '[]', ...Kind[]];

/** Members by name, those that may be absent with a question mark after it. */
export interface Members {
  readonly [name: string]: Kind;
}
