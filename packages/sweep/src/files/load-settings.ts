import { InputFileError, isSettings, type Settings } from '@hkmem/experiments';
import { readInputText } from './input-file.ts';
import { parseSettings } from './parse-settings.ts';

/**
 * The settings in a configuration file, JSON or YAML (of which JSON is a part). An empty file holds none.
 * @throws {InputFileError} if the file is not there, cannot be parsed or is no mapping.
 */
export async function loadSettings(path: string): Promise<Settings> {
  const found = parseSettings(await readInputText(path), path) ?? {};
  if (!isSettings(found)) throw new InputFileError(path, 'should hold a mapping of settings, such as {"seed": 1}.');
  return found;
}
