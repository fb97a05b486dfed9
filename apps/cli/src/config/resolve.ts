import { ConfigError, layerSettings, type Settings, settingAt, validateOver } from '@hkmem/experiments';
import { loadSettings } from '@hkmem/sweep';
import type { Command } from 'commander';
import type { z } from 'zod';
import { withNamedImages } from '../memory/own-images.ts';
import { type SettingFlag, settingsFromFlags } from './flags.ts';

/** Settings that a user gave, by file and by flags. */
export class GivenSettings {
  readonly #settings: Settings;
  readonly #origins: ReadonlyMap<string, string>;
  readonly #source: string;
  /** Dotted path -> its flag, given or not. */
  readonly #flags: ReadonlyMap<string, string>;

  private constructor(
    settings: Settings,
    origins: ReadonlyMap<string, string>,
    source: string,
    flags: ReadonlyMap<string, string>,
  ) {
    this.#flags = flags;
    this.#settings = settings;
    this.#origins = origins;
    this.#source = source;
  }

  /** Reads the file, if one is given, and lays the flags over it. @throws {InputFileError | UsageError} */
  static async of(command: Command, flags: readonly SettingFlag[], file: string | undefined): Promise<GivenSettings> {
    const { settings, origins } = settingsFromFlags(command, flags);
    const below = file === undefined ? {} : await loadSettings(file);
    const all = new Map(flags.map(({ path, flag }) => [path, flag.split(' ')[0]!]));
    const layered = layerSettings(below, settings);
    const named = await withNamedImages(layered, command.opts()['dataDir']);
    return new GivenSettings(named, origins, file ?? 'settings', all);
  }

  /** All that was given, unchecked. */
  get all(): Settings {
    return this.#settings;
  }

  /** What was given at a dotted path, unchecked. */
  at(path: string): unknown {
    return settingAt(this.#settings, path);
  }

  /**
   * Refuses settings that do not fit each other, if there are any, each by its flag where it was given by one or not at all.
   * @throws {ConfigError} naming all of them.
   */
  refuse(problems: readonly { readonly path: string; readonly words: string }[]): void {
    if (problems.length === 0) return;
    const flags = problems.map(
      ({ path }) => this.#origins.get(path) ?? (this.at(path) === undefined ? this.#flags.get(path) : undefined),
    );
    throw new ConfigError(
      flags.includes(undefined) ? this.#source : undefined,
      problems.map(({ path, words }, n) => {
        return flags[n] === undefined ? `${path}: ${words}` : `${flags[n]}: ${words} (setting ${path})`;
      }),
    );
  }

  /** Lays what was given over defaults and checks the whole. @throws {ConfigError} naming every setting at fault. */
  over<Config>(defaults: object, schema: z.ZodType<Config>): Config {
    return validateOver(schema, defaults, this.#settings, { source: this.#source, names: this.#origins });
  }
}
