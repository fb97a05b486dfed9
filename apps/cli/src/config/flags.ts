import {
  betaFromText,
  type LayerConfig,
  layersFromText,
  layersToText,
  numberMeant,
  type Settings,
  settingAt,
  withSetting,
} from '@hkmem/experiments';
import type { Command } from 'commander';
import { UsageError } from '../console/errors.ts';

/** How the text after a flag becomes a value. */
export type FlagKind = 'text' | 'number' | 'numbers' | 'texts' | 'switch' | 'layers' | 'beta';

/** A flag that stands for a setting of the configuration. */
export interface SettingFlag {
  /** As commander takes it: `--batch <images>`. */
  readonly flag: string;
  /** Dotted path of the setting. */
  readonly path: string;
  readonly kind: FlagKind;
  readonly help: string;
  /** Settings that this one takes the place of. */
  readonly replaces?: readonly string[];
}

/** Adds flags to a command; help shows the value that `defaults` hold. */
export function addSettingFlags(command: Command, flags: readonly SettingFlag[], defaults: unknown): void {
  for (const { flag, path, help } of flags) {
    const value = settingAt(defaults, path);
    const shown = Array.isArray(value) ? shownList(value) : value;
    command.option(flag, shown === undefined ? help : `${help} (default: ${String(shown)})`);
  }
}

/** Sizes of layers, or what layers have of their own, or another list. */
function shownList(value: readonly unknown[]): string {
  const apart = value.some((entry) => typeof entry === 'object');
  return apart ? layersToText(value as readonly (number | LayerConfig)[]) : value.join(',');
}

/** The settings that were given by flags, and which flag gave each. @throws {UsageError} for text that is no number. */
export function settingsFromFlags(
  command: Command,
  flags: readonly SettingFlag[],
): { readonly settings: Settings; readonly origins: ReadonlyMap<string, string> } {
  const given: Readonly<Record<string, unknown>> = command.opts();
  const origins = new Map<string, string>();
  let settings: Settings = {};
  for (const entry of flags) {
    const option = command.options.find((candidate) => candidate.flags === entry.flag);
    const text = option === undefined ? undefined : given[option.attributeName()];
    if (option === undefined || text === undefined) continue;
    for (const other of entry.replaces ?? []) settings = withSetting(settings, other, undefined);
    settings = withSetting(settings, entry.path, parseFlag(option.long ?? entry.flag, entry.kind, text));
    origins.set(entry.path, option.long ?? entry.flag);
  }
  return { settings, origins };
}

function parseFlag(name: string, kind: FlagKind, text: unknown): unknown {
  if (kind === 'switch') return text;
  const value = String(text);
  if (kind === 'text') return value;
  if (kind === 'number') return parseNumber(name, value);
  if (kind === 'beta') return betaFromText(value);
  if (kind === 'layers' && /[|@A-Za-z]/.test(value)) return layersFromText(value);
  const parts = value.split(',').map((part) => part.trim());
  return kind === 'texts' ? parts : parts.map((part) => parseNumber(name, part));
}

/** @throws {UsageError} unless the text is a number. */
export function parseNumber(name: string, text: string): number {
  const value = Number(text);
  if (text.trim() !== '' && Number.isFinite(value)) return value;
  const meant = numberMeant(text);
  throw new UsageError(`${name}: got '${text}', allowed is one number${meant === undefined ? '' : `; ${meant}`}`);
}

/** @throws {UsageError} unless the text is a whole number from `least` to `most`. */
export function wholeNumber(flag: string, text: string, least = 1, most: number = Number.MAX_SAFE_INTEGER): number {
  const value = parseNumber(flag, text);
  if (Number.isSafeInteger(value) && value >= least && value <= most) return value;
  const upTo = most === Number.MAX_SAFE_INTEGER ? '' : ` to ${most}`;
  throw new UsageError(`${flag}: got ${text}, allowed is a whole number from ${least}${upTo}`);
}
