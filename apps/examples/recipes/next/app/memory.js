// For the server and the browser: the backend is theirs.
import { recall } from '@hkmem/dynamics';
import { store } from '@hkmem/storage';

const letters = ['#...##...######...##...#', '#..#.#.#..##...#.#..#..#', '#...###.###.#.##...##...'];
const patterns = letters.map((letter) => [...letter].map((pixel) => (pixel === '#' ? 1 : -1)));

/** Spoils a letter and lets the memory restore it. */
export async function restored(letter, backend) {
  const engine = store(patterns, { rule: 'projection' }).engine(backend);
  const cue = Float64Array.from(patterns[letter], (sign, i) => (i % 6 === 0 ? -sign : sign));
  const { state } = await recall(engine, { x: cue });
  engine.dispose();
  await backend.dispose();
  return Array.from(state.x, (value) => (value > 0 ? '#' : '.')).join('');
}
