import type { Command } from 'commander';
import type { z } from 'zod';
import { type SettingFlag, settingsFromFlags } from './flags.ts';
import { loadSettings } from './load-file.ts';
import { layerSettings, type Settings, settingAt } from './merge.ts';
import { validateOver } from './validate.ts';

/** Settings that a user gave, by file and by flags. */
export class GivenSettings {
  readonly #settings: Settings;
  readonly #origins: ReadonlyMap<string, string>;
  readonly #source: string;

  private constructor(settings: Settings, origins: ReadonlyMap<string, string>, source: string) {
    this.#settings = settings;
    this.#origins = origins;
    this.#source = source;
  }

  /** Reads the file, if one is given, and lays the flags over it. @throws {InputFileError | UsageError} */
  static async of(command: Command, flags: readonly SettingFlag[], file: string | undefined): Promise<GivenSettings> {
    const { settings, origins } = settingsFromFlags(command, flags);
    const below = file === undefined ? {} : await loadSettings(file);
    return new GivenSettings(layerSettings(below, settings), origins, file ?? 'settings');
  }

  /** What was given at a dotted path, unchecked. */
  at(path: string): unknown {
    return settingAt(this.#settings, path);
  }

  /** Lays what was given over defaults and checks the whole. @throws {ConfigError} naming every setting at fault. */
  over<Config>(defaults: object, schema: z.ZodType<Config>): Config {
    return validateOver(schema, defaults, this.#settings, { source: this.#source, flags: this.#origins });
  }
}
