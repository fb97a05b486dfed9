/** What Settle shows: a board of 81 digits, 0 for an empty cell, and how it is settled on. */
export interface SettleView {
  readonly board: string;
  readonly starts: number;
  readonly steps: number;
  readonly seed: number;
}

/** The program of Settle: random starts settle on a board, and the lowest energy answers. */
export function settleProgram(weights: string, { board, starts, steps, seed }: SettleView): string {
  const rows = Array.from({ length: 9 }, (_, row) => `  '${board.slice(9 * row, 9 * row + 9)}',`).join('\n');
  return `import { float64Operations, parseBoard, solveSudoku, startNoise, sudokuInput, sudokuMoments } from '@hkmem/akorn';
import { RandomKey } from '@hkmem/backend';

// The network: a byte a number, each worth the scale of its array.
const weights = '${weights}';
const network = await (await fetch(\`\${weights}sudoku.json\`)).json();
const file = await (await fetch(\`\${weights}\${network.file}\`)).blob();
const bytes = await new Response(file.stream().pipeThrough(new DecompressionStream('gzip'))).arrayBuffer();
const parameters = Object.fromEntries(
  network.arrays.map(({ name, shape, scale, offset }) => {
    const length = shape.reduce((product, extent) => product * extent, 1);
    const values = Array.from(new Int8Array(bytes, offset, length), (level) => Math.fround(level * scale));
    return [name, float64Operations.upload(values, shape)];
  }),
);

const board = parseBoard([
${rows}
].join(''));
const [starts, steps] = [${starts}, ${steps}];
const { channels } = network.spec;
const key = RandomKey.fromSeed(${seed}).fold('starts of the page');
const digits = Array.from({ length: starts }, () => [...board]).flat();
const noise = Array.from({ length: starts }, (_, k) => [...startNoise(key.fold(k), 1, channels)]).flat();

// All starts settle together; the lowest energy, summed over the steps, answers.
const sums = new Float64Array(starts);
const model = { operations: float64Operations, spec: network.spec, parameters };
for await (const { step, digits: answers, energies } of sudokuMoments(model, sudokuInput(digits, noise, channels), steps)) {
  energies.forEach((energy, k) => (sums[k] += energy));
  if (step < steps) continue;
  const best = sums.reduce((least, sum, n) => (sum < sums[least]! ? n : least), 0);
  const answer = answers.subarray(81 * best, 81 * (best + 1));
  for (let row = 0; row < 9; row++) console.log(answer.subarray(9 * row, 9 * (row + 1)).join(' '));
  const [solution, other] = solveSudoku(board, { limit: 2 });
  const empty = [...board.keys()].filter((cell) => board[cell] === 0);
  const right = other ? 'some' : empty.filter((cell) => answer[cell] === solution?.[cell]).length;
  console.log(\`start \${best + 1} of \${starts}: \${right} of \${empty.length} empty cells are right\`);
}
`;
}
