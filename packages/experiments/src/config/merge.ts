/** A plain object of settings that is not checked yet. */
export type Settings = { readonly [key: string]: unknown };

/**
 * Lays settings over each other, later ones winning field by field. Lists are replaced as a whole; `null` takes a
 * setting away.
 */
export function mergeSettings(...layers: readonly Settings[]): Settings {
  return layers.reduce((below, above) => overlay(below, above), {});
}

function overlay(below: Settings, above: Settings): Settings {
  const merged: Record<string, unknown> = { ...below };
  for (const [key, value] of Object.entries(above)) {
    if (value === undefined) continue;
    if (value === null) delete merged[key];
    else if (isSettings(value)) merged[key] = overlay(isSettings(merged[key]) ? merged[key] : {}, value);
    else merged[key] = value;
  }
  return merged;
}

/** The settings with one more, at a dotted path. */
export function withSetting(settings: Settings, path: string, value: unknown): Settings {
  const nested = path.split('.').reduceRight<unknown>((inner, key) => ({ [key]: inner }), value ?? null);
  return layerSettings(settings, nested as Settings);
}

/** What stands at a dotted path. */
export function settingAt(settings: unknown, path: string): unknown {
  return path.split('.').reduce<unknown>((at, key) => {
    return isSettings(at) || Array.isArray(at) ? (at as Settings)[key] : undefined;
  }, settings);
}

/** Whether a value is a plain object. */
export function isSettings(value: unknown): value is Settings {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** As `mergeSettings` of two, but a `null` stays, to take the setting away when the result is laid over others. */
export function layerSettings(below: Settings, above: Settings): Settings {
  const merged: Record<string, unknown> = { ...below };
  for (const [key, value] of Object.entries(above)) {
    merged[key] = isSettings(value) && isSettings(merged[key]) ? layerSettings(merged[key], value) : value;
  }
  return merged;
}
