/** What the address keeps of the scene of contexts, as it is at first. */
export const bindDefaults = {
  from: 'sample',
  digit: '0',
  // Not the image that is the context.
  example: 1,
  shownAs: 0,
  ink: '',
  damage: 'none',
  level: 0,
  half: 'top',
  size: 8,
  context: '0',
  /** A context that the visitor draws. */
  drawn: '',
  strength: 1,
  stop: -1,
};

/** What each may be: one of a list, or a number of a range. */
export const bindChoices = {
  from: ['sample', 'drawing'],
  digit: Array.from('0123456789'),
  example: [0, 3],
  shownAs: [0, 3],
  context: ['0', '1', '2'],
  strength: [0, 1.5],
  stop: [-1, 40],
} as const;
