import { RandomKey } from '@hkmem/backend';
import { ConfigError, isSettings, type Settings, validate } from '@hkmem/experiments';
import { z } from 'zod';
import { tidy } from './axis.ts';
import { TooManyCellsError } from './errors.ts';

/** Values of several settings that are set together. */
export type Point = ReadonlyMap<string, unknown>;

const between = z
  .strictObject({ from: z.number(), to: z.number(), round: z.boolean().exactOptional() })
  .refine(({ from, to }) => from <= to, { error: 'from should not be above to' });

const whole = z
  .strictObject({ from: z.int(), to: z.int() })
  .refine(({ from, to }) => from <= to, { error: 'from should not be above to' });

const names = ['uniform', 'logUniform', 'integer', 'choice'] as const;

interface Distribution {
  readonly uniform?: z.infer<typeof between>;
  readonly logUniform?: z.infer<typeof between>;
  /** Both ends included. */
  readonly integer?: z.infer<typeof whole>;
  readonly choice?: readonly unknown[];
}

const distributionSchema: z.ZodType<Distribution> = z
  .strictObject({
    uniform: between.exactOptional(),
    logUniform: between.refine(({ from }) => from > 0, { error: 'from should be above 0' }).exactOptional(),
    integer: whole.exactOptional(),
    choice: z.array(z.unknown()).min(1).exactOptional(),
  })
  .refine((value) => names.filter((name) => value[name] !== undefined).length === 1, {
    error: `give one of ${names.join(', ')}`,
  });

const headSchema: z.ZodType<{ readonly count: number; readonly seed: number }> = z.strictObject({
  count: z.int().min(1),
  seed: z.int().min(0),
});

/**
 * Random points: `count`, `seed`, and distributions by dotted path. The n-th value of a path depends on seed, path and n
 * alone, so more points or more paths leave those that were there. @throws {ConfigError} naming what is at fault.
 */
export function readSample(source: string, entry: unknown, most: number): readonly Point[] {
  const name = `${source}: grid.sample`;
  if (!isSettings(entry)) throw new ConfigError(name, ['should hold count, seed and distributions by setting']);
  const { count: givenCount, seed: givenSeed = 0, ...rest } = entry;
  const head: Settings = { count: givenCount, seed: givenSeed };
  const { count, seed } = validate(headSchema, head, { source: name, names: new Map() });
  if (count > most) throw new TooManyCellsError(name, 'points', count, most);
  const paths = Object.keys(rest);
  if (paths.length === 0) throw new ConfigError(name, ['names no setting; give a distribution by its dotted path']);
  const key = RandomKey.fromSeed(seed).fold('sample');
  const columns = paths.map((path): [string, unknown[]] => {
    const distribution = rest[path];
    const place = `${name}.${path}`;
    if (!isSettings(distribution)) throw new ConfigError(place, [`should be one of ${names.join(', ')}`]);
    const checked = validate(distributionSchema, distribution, { source: place, names: new Map() });
    return [path, Array.from(key.fold(path).uniform(count), (u) => draw(checked, u))];
  });
  return Array.from({ length: count }, (_, n) => new Map(columns.map(([path, values]) => [path, values[n]])));
}

function draw({ uniform, logUniform, integer, choice }: Distribution, u: number): unknown {
  if (uniform !== undefined) return tidy(uniform.from + u * (uniform.to - uniform.from), uniform.round === true);
  if (logUniform !== undefined) {
    const { from, to, round = false } = logUniform;
    return tidy(from * (to / from) ** u, round);
  }
  if (integer !== undefined) return integer.from + Math.floor(u * (integer.to - integer.from + 1));
  return choice![Math.floor(u * choice!.length)];
}
