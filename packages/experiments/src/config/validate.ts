import { z } from 'zod';
import { ConfigError } from '../errors.ts';
import { isSettings, mergeSettings, type Settings, settingAt } from './merge.ts';
import { numberMeant } from './number-words.ts';
import { suggestion } from './suggest.ts';

/** Where settings came from, for messages. */
export interface SettingOrigins {
  /** What to call the whole: a file's name or `settings`. */
  readonly source: string;
  /** Dotted path -> what the caller calls the setting: the flag that gave it, for example. */
  readonly names: ReadonlyMap<string, string>;
}

/**
 * The settings as a checked configuration.
 * @throws {ConfigError} naming every setting at fault, with the nearest known name for an unknown one.
 */
export function validate<Config>(schema: z.ZodType<Config>, settings: Settings, origins: SettingOrigins): Config {
  const result = schema.safeParse(settings);
  if (result.success) return result.data;
  throw new ConfigError(
    sourceOf(origins, result.error.issues.map(pathOf)),
    problemsOf(schema, settings, result.error, origins.names),
  );
}

/**
 * Settings that were given, laid over defaults, as a checked configuration. A given `null` takes the default of a setting
 * away, where the configuration may do without; elsewhere it is refused by name, as unknown names are whatever they hold.
 * @throws {ConfigError} as `validate`.
 */
export function validateOver<Config>(
  schema: z.ZodType<Config>,
  defaults: object,
  given: Settings,
  origins: SettingOrigins,
): Config {
  const settings = mergeSettings(defaults as Settings, given);
  const result = schema.safeParse(settings);
  const nothings = nothingsIn(formOf(schema), given, [], origins.names);
  if (result.success && nothings.length === 0) return result.data;
  const named = new Set(nothings.map(({ path }) => path));
  const others = result.error?.issues.filter((issue) => !named.has(pathOf(issue))) ?? [];
  const problems = others.flatMap((issue) => describe(schema, settings, issue, origins.names));
  const source = sourceOf(origins, [...named, ...others.map(pathOf)]);
  throw new ConfigError(source, [...nothings.map(({ words }) => words), ...problems]);
}

/** Nothing if the caller has a name for each of the settings, else where they came from. */
function sourceOf({ source, names }: SettingOrigins, paths: readonly string[]): string | undefined {
  return paths.every((path) => names.has(path)) ? undefined : source;
}

function pathOf(issue: z.core.$ZodIssue): string {
  return issue.path.join('.');
}

/** What a schema found wrong, one sentence for each. */
export function problemsOf(
  schema: z.ZodType,
  settings: unknown,
  error: z.ZodError,
  names: SettingOrigins['names'] = new Map(),
): string[] {
  return error.issues.flatMap((issue) => describe(schema, settings, issue, names));
}

/** Settings of no value where that is not allowed, or whose names are not known. */
function nothingsIn(
  schema: unknown,
  given: Settings,
  above: readonly string[],
  names: SettingOrigins['names'],
): { readonly path: string; readonly words: string }[] {
  const properties = settingAt(schema, 'properties');
  const others = settingAt(schema, 'additionalProperties');
  if (!isSettings(properties) && !isSettings(others)) return [];
  const known = isSettings(properties) ? properties : {};
  const required = settingAt(schema, 'required');
  return Object.entries(given).flatMap(([key, value]) => {
    const path = [...above, key].join('.');
    const own = Object.hasOwn(known, key) ? known[key] : others;
    if (isSettings(value)) return nothingsIn(own, value, [...above, key], names);
    if (value !== null && value !== undefined) return [];
    if (own === false) return [{ path, words: unknown(path, key, Object.keys(known)) }];
    if (!Array.isArray(required) || !required.includes(key)) return [];
    return [{ path, words: `${names.get(path) ?? path}: null is no value for it; leave it out for its default` }];
  });
}

function describe(
  schema: z.ZodType,
  settings: unknown,
  issue: z.core.$ZodIssue,
  names: SettingOrigins['names'],
): string[] {
  const path = pathOf(issue);
  const meant = issue.code === 'invalid_union' ? issue.errors.find(isOfItsType) : undefined;
  if (meant !== undefined) {
    return meant.flatMap((inner) =>
      describe(schema, settings, { ...inner, path: [...issue.path, ...inner.path] }, names),
    );
  }
  if (issue.code === 'unrecognized_keys') {
    const known = keysAt(schema, issue.path);
    return issue.keys.map((key) => unknown(path === '' ? key : `${path}.${key}`, key, known));
  }
  const name = names.get(path) ?? (path === '' ? 'settings' : path);
  const got = path === '' ? settings : settingAt(settings, path);
  if (got === undefined && path !== '') return [`${name} is not set: ${lowerFirst(issue.message)}`];
  const facts = [
    ...(isSettings(got) || got === undefined ? [] : [`got ${show(got)}`]),
    ...(names.has(path) ? [`setting ${path}`] : []),
  ];
  const shown = facts.length === 0 ? '' : ` (${facts.join('; ')})`;
  return [`${name}: ${wordsOf(issue, got)}${shown}`];
}

/** Whether what was found wrong by one of several forms is in a value of its type: then that form was meant. */
function isOfItsType(issues: readonly z.core.$ZodIssue[]): boolean {
  return !issues.some(({ code, path }) => path.length === 0 && (code === 'invalid_type' || code === 'invalid_value'));
}

function wordsOf(issue: z.core.$ZodIssue, got: unknown): string {
  const number = issue.code === 'invalid_type' && (issue.expected === 'number' || issue.expected === 'int');
  if (number && typeof got === 'number' && !Number.isFinite(got)) return 'should be a finite number';
  return (number && typeof got === 'string' ? numberMeant(got) : undefined) ?? lowerFirst(issue.message);
}

function unknown(path: string, key: string, known: readonly string[]): string {
  return `unknown setting '${path}': ${suggestion(key, known)}`;
}

/** As JSON, but for numbers that JSON lacks. */
function show(value: unknown): string {
  return typeof value === 'number' ? String(value) : JSON.stringify(value);
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}

const forms = new WeakMap<z.ZodType, unknown>();

/** A schema as JSON Schema. */
function formOf(schema: z.ZodType): unknown {
  const form = forms.get(schema) ?? z.toJSONSchema(schema, { unrepresentable: 'any', io: 'input' });
  forms.set(schema, form);
  return form;
}

/** Names that the schema allows at a path. */
function keysAt(schema: z.ZodType, path: readonly PropertyKey[]): string[] {
  let at: unknown = formOf(schema);
  for (const key of path) {
    const next =
      settingAt(at, `properties.${String(key)}`) ?? settingAt(at, 'items') ?? settingAt(at, 'additionalProperties');
    const forms = settingAt(next, 'anyOf');
    at = Array.isArray(forms) ? (forms.find((form) => settingAt(form, 'properties') !== undefined) ?? next) : next;
  }
  const properties = settingAt(at, 'properties');
  return isSettings(properties) ? Object.keys(properties) : [];
}
