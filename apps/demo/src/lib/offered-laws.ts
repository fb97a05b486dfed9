/** Laws that the page offers to begin with; the first of each kind is shown. The build renders their formulas. */
export const offeredLaws = {
  lagrangian: ['(relu(x)^2 - relu(x - 1)^2) / 2', 'logcosh(x)', 'relu(x)^2 / 2', 'A * x^2', 'relu(x)^3 / 3', '-x^2'],
  pair: ['A * r + r^2', 'A * r', 'cos(3 * r)', 'exp(A * r)', '-relu(r)^2', 'log(r)'],
} as const;
