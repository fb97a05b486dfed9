import type { ExecutionConfig } from './settings.ts';

/** Settings of a run taken apart. */
export interface SettingsApart<Settings> {
  /** What makes the run what it is. */
  readonly config: Omit<Settings, keyof ExecutionConfig>;
  /** How it is gone about. */
  readonly execution: ExecutionConfig;
}

/** Takes apart what files and flags give as one object: what makes a run what it is, and how it is gone about. */
export function apart<Settings extends ExecutionConfig>(settings: Settings): SettingsApart<Settings> {
  const { evaluation, checkpointEvery, ...config } = settings;
  return { config, execution: { evaluation, checkpointEvery } };
}
