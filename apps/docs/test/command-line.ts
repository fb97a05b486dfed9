import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const program = fileURLToPath(new URL('../../cli/bin/hkmem.js', import.meta.url));

/** What a command takes, as its help tells. */
export interface CommandHelp {
  /** Every flag, whether a value follows it, and the choices where they are closed. */
  readonly flags: ReadonlyMap<string, { readonly value: boolean; readonly choices: readonly string[] }>;
  /** Names of commands below it. */
  readonly commands: readonly string[];
}

const known = new Map<string, CommandHelp>();

/** Reads `hkmem <words> --help`. */
export function helpOf(words: readonly string[]): CommandHelp {
  const name = words.join(' ');
  const found = known.get(name);
  if (found !== undefined) return found;
  const { stdout, stderr, status } = spawnSync(process.execPath, [program, ...words, '--help'], {
    encoding: 'utf8',
    env: { ...process.env, COLUMNS: '400' },
  });
  if (status !== 0) throw new Error(`hkmem ${name} --help ended with ${status}: ${stderr}`);
  const [, options = ''] = /\nOptions:\n([\s\S]*?)(?:\n\n|$)/.exec(stdout) ?? [];
  const [, commands = ''] = /\nCommands:\n([\s\S]*?)(?:\n\n|$)/.exec(stdout) ?? [];
  const entries = options.split(/\n(?= {2}-)/).map((entry) => entry.replace(/\s+/g, ' '));
  const help = {
    flags: new Map(
      entries.flatMap((entry) => {
        const [, flag, value] = /(--[\w-]+)( [<[])?/.exec(entry) ?? [];
        const [, choices = ''] = /\(choices: ([^)]*?)(?:, default[^)]*)?\)/.exec(entry) ?? [];
        const names = [...choices.matchAll(/"([^"]+)"/g)].map(([, choice]) => choice!);
        const short = /^ ?(-\w), /.exec(entry)?.[1];
        const takes = { value: value !== undefined, choices: names };
        return [flag, short].flatMap((name) => (name === undefined ? [] : [[name, takes] as const]));
      }),
    ),
    commands: [...commands.matchAll(/^ {2}(\w+)/gm)].map(([, command]) => command!).filter((word) => word !== 'help'),
  };
  known.set(name, help);
  return help;
}

/** What is wrong with a line `hkmem ...`, as sentences; none if its command, flags and closed choices are known. */
export function faultsOf(line: string): readonly string[] {
  const words = line
    .replace(/\s#.*$/, '')
    .trim()
    .split(/\s+/)
    .slice(1);
  const path: string[] = [];
  let help = helpOf(path);
  while (words[0] !== undefined && help.commands.includes(words[0])) {
    path.push(words.shift()!);
    help = helpOf(path);
  }
  if (help.commands.length > 0 && words[0] !== undefined && !words[0].startsWith('-')) {
    return [`'${[...path, words[0]].join(' ')}' is no command`];
  }
  return words.flatMap((word, n) => {
    if (!word.startsWith('-')) return [];
    const flag = help.flags.get(word);
    if (flag === undefined) return [`'${path.join(' ')}' has no ${word}`];
    const value = words[n + 1];
    const bad = flag.choices.length > 0 && !flag.choices.includes(value ?? '');
    return bad ? [`${word} ${value}: allowed are ${flag.choices.join(', ')}`] : [];
  });
}
