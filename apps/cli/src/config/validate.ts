import { z } from 'zod';
import { ConfigError } from '../console/errors.ts';
import { suggestion } from '../console/suggest.ts';
import { isSettings, type Settings, settingAt } from './merge.ts';

/** Where settings came from, for messages. */
export interface SettingOrigins {
  /** What to call the whole: a file's name or `settings`. */
  readonly source: string;
  /** Dotted path -> the flag that gave it. */
  readonly flags: ReadonlyMap<string, string>;
}

/**
 * The settings as a checked configuration.
 * @throws {ConfigError} naming every setting at fault, with the nearest known name for an unknown one.
 */
export function validate<Config>(schema: z.ZodType<Config>, settings: Settings, origins: SettingOrigins): Config {
  const result = schema.safeParse(settings);
  if (result.success) return result.data;
  const problems = result.error.issues.flatMap((issue) => describe(schema, settings, issue, origins.flags));
  throw new ConfigError(origins.source, problems);
}

function describe(
  schema: z.ZodType,
  settings: Settings,
  issue: z.core.$ZodIssue,
  flags: SettingOrigins['flags'],
): string[] {
  const path = issue.path.join('.');
  if (issue.code === 'unrecognized_keys') {
    const known = keysAt(schema, issue.path);
    return issue.keys.map((key) => {
      const name = path === '' ? key : `${path}.${key}`;
      return `unknown setting '${name}': ${suggestion(key, known)}`;
    });
  }
  const name = flags.get(path) ?? (path === '' ? 'settings' : path);
  const got = settingAt(settings, path);
  if (got === undefined && path !== '') return [`${name} is not set: ${lowerFirst(issue.message)}`];
  const shown = isSettings(got) || got === undefined ? '' : ` (got ${JSON.stringify(got)})`;
  return [`${name}: ${lowerFirst(issue.message)}${shown}`];
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}

/** Names that the schema allows at a path. */
function keysAt(schema: z.ZodType, path: readonly PropertyKey[]): string[] {
  let at: unknown = z.toJSONSchema(schema, { unrepresentable: 'any' });
  for (const key of path) at = settingAt(at, `properties.${String(key)}`) ?? settingAt(at, 'additionalProperties');
  const properties = settingAt(at, 'properties');
  return isSettings(properties) ? Object.keys(properties) : [];
}
