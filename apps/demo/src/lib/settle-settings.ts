/** What the address keeps of the board, as it is at first. */
export const boardDefaults = {
  givens: 40,
  seed: 1,
  /** The reader's own board, 81 digits; that of the seed if it is empty. */
  board: '',
  starts: '2',
  steps: '32',
  stop: -1,
};

/** What each may be: one of a list, or a number of a range. */
export const boardChoices = {
  givens: [24, 72],
  seed: [0, 2 ** 31],
  starts: ['1', '2', '4', '8'],
  steps: ['8', '16', '32', '64'],
  stop: [-1, 64],
} as const;

/** Likewise of the picture of shapes. */
export const shapesDefaults = { seed: 1, shapes: 3, stop: -1 };
export const shapesChoices = { seed: [0, 2 ** 31], shapes: [2, 4], stop: [-1, 16] } as const;
