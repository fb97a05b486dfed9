import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command, Option } from 'commander';
import { quoted, whole } from '../arguments.ts';
import { describeMachine, load } from '../machine/machine.ts';
import { loadData } from '../problem/data.ts';
import { describeSizes, paperSizes, type Sizes } from '../problem/sizes.ts';
import { insertMarkdown, sectionsMarkdown, sectionsText } from '../report/text.ts';
import { Contest } from './contest.ts';
import { type Peer, peers } from './peers.ts';
import { type PeerKind, peerKinds } from './problem.ts';
import { environmentFolder, importFailure, interpreterOf, makeEnvironment } from './python.ts';
import { type PeerPart, peerSections } from './report.ts';

interface Options extends Sizes {
  readonly python?: string;
  readonly only: readonly string[];
  readonly kinds: PeerKind | 'both';
  readonly budget: number;
  readonly limit: number;
  readonly memory: number;
  readonly rounds: number;
  readonly steps: number;
  readonly trialBatch: number;
  readonly prepare?: true;
  readonly markdown?: string;
  readonly json?: string;
}

/** Does the same updates here and in other software, in turn; 1 if a program that could be started failed or disagreed. */
export async function runPeerCommand(args: readonly string[]): Promise<number> {
  const command = peerCommand();
  command.parse(args, { from: 'user' });
  const options = command.opts<Options>();
  const tell = (line: string): void => void process.stderr.write(`${line}\n`);
  const chosen = peers.filter(({ id }) => options.only.length === 0 || options.only.includes(id));
  const { python, absent } = await pythonFor(chosen, options, tell);
  if (options.prepare) {
    for (const [id, reason] of absent) tell(`${id}: ${reason}`);
    return absent.size > 0 ? 1 : 0;
  }
  const present = chosen.filter(({ id }) => !absent.has(id));
  const began = load();
  const data = await loadData(options);
  const folder = mkdtempSync(join(tmpdir(), 'hkmem-peers-'));
  const parts: PeerPart[] = [];
  try {
    const kinds = peerKinds.filter((kind) => options.kinds === 'both' || options.kinds === kind);
    for (const [n, kind] of kinds.entries()) {
      // The Hopfield update takes a small part of the time of a coupled one.
      const share = kinds.length > 1 && n === 0 ? 0.25 : 1;
      const spent = parts.reduce((sum, part) => sum + part.seconds, 0);
      const contest = new Contest({ ...options, kind, peers: present, python, data, folder, tell });
      parts.push(await contest.run(share * (options.budget - spent)));
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
  const { processor, cores, memoryGigabytes, node, commit } = describeMachine();
  const sections = peerSections(parts, absent, [
    `${['npx -y pnpm@12 bench peers', ...withoutFiles(args).map(quoted)].join(' ')}, ${describeSizes(options)}, ${data.description}; ` +
      `${processor}, ${cores} cores, ${memoryGigabytes} GB, Node ${node}, commit ${commit}, ${new Date().toISOString()}; ` +
      `load ${began} before, ${load()} after.`,
  ]);
  process.stdout.write(sectionsText(sections));
  if (options.json !== undefined) {
    const text = JSON.stringify({ parts, absent: Object.fromEntries(absent) }, null, 2);
    writeFileSync(options.json, `${text}\n`);
  }
  const { markdown } = options;
  if (markdown !== undefined) {
    const document = existsSync(markdown) ? readFileSync(markdown, 'utf8') : '';
    writeFileSync(markdown, insertMarkdown(document, sectionsMarkdown(sections), 'peers'));
  }
  return parts.some(({ rows }) => rows.some(({ failure }) => failure !== undefined)) ? 1 : 0;
}

/** Arguments without those that name files of this machine. */
function withoutFiles(args: readonly string[]): readonly string[] {
  const named = ['--json', '--python'];
  return args.filter((argument, n) => !named.includes(argument) && !named.includes(args[n - 1] ?? ''));
}

/** The interpreter, and the peers that it lacks. */
async function pythonFor(
  chosen: readonly Peer[],
  options: Options,
  tell: (line: string) => void,
): Promise<{ readonly python: string; readonly absent: ReadonlyMap<string, string> }> {
  const needing = chosen.filter(({ runtime }) => runtime === 'python');
  const python = options.python ?? interpreterOf(environmentFolder);
  if (needing.length === 0) return { python, absent: new Map() };
  mkdirSync(join(environmentFolder, '..'), { recursive: true });
  const absent = new Map(
    options.python === undefined
      ? await makeEnvironment(
          environmentFolder,
          needing.map(({ id }) => id),
          tell,
        )
      : [],
  );
  for (const { id, modules } of needing) {
    if (absent.has(id)) continue;
    const failure = await importFailure(python, modules);
    if (failure !== undefined) absent.set(id, failure);
  }
  return { python, absent };
}

function peerCommand(): Command {
  return new Command('bench peers')
    .description('Does the same Hopfield and coupled updates here, in JAX, PyTorch, jax-js and tfjs, in turn.')
    .option('--python <file>', 'an interpreter that has jax, diffrax and torch; without it an environment is made')
    .addOption(
      new Option('--only <peers>', 'comma-separated: which, all if absent')
        .argParser((text) => named(text))
        .default([], 'all'),
    )
    .addOption(new Option('--kinds <kind>', 'which update').choices([...peerKinds, 'both']).default('both'))
    .option('--budget <seconds>', 'what all may take together once the environment is there', whole, 330)
    .option('--limit <seconds>', 'what one update, or the first with its compiling, may take', whole, 60)
    .option('--memory <GB>', 'what a program may hold, in 10^9 bytes', whole, 12)
    .option('--rounds <count>', 'updates of each that are timed, fewer where time is up', whole, 9)
    .option('--steps <count>', 'equal steps of Tsit5 to T = 1, six field evaluations each', whole, 4)
    .option('--trial-batch <B>', 'batch at which forms of one peer are compared', whole, 10)
    .option('--prepare', 'only make the Python environment')
    .option('--json <file>', 'write what was measured there')
    .option('--markdown <file>', 'write the tables there, between <!-- peers: begin --> and <!-- peers: end -->')
    .option('--neurons <N>', 'neurons N', whole, paperSizes.neurons)
    .option('--batch <B>', 'batch B', whole, paperSizes.batch)
    .option('--dimension <D>', 'dimension D', whole, paperSizes.dimension)
    .option('--neighbours <k>', 'neighbours k', whole, paperSizes.neighbours)
    .allowExcessArguments(false);
}

/** @throws {Error} for a name that no peer has. */
function named(text: string): readonly string[] {
  const names = text.split(',').map((name) => name.trim());
  const known = peers.map(({ id }) => id);
  const unknown = names.find((name) => !known.includes(name));
  if (unknown !== undefined) throw new Error(`--only: got '${unknown}', allowed are ${known.join(', ')}.`);
  return names;
}
