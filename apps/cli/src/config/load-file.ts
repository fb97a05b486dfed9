import { parse as parseYaml } from 'yaml';
import { messageOf } from '../console/error-facts.ts';
import { InputFileError } from '../console/errors.ts';
import { readInputText } from '../console/input-file.ts';
import { isSettings, type Settings } from './merge.ts';

/**
 * The settings in a configuration file, JSON or YAML (of which JSON is a part). An empty file holds none.
 * @throws {InputFileError} if the file is not there, cannot be parsed or is no mapping.
 */
export async function loadSettings(path: string): Promise<Settings> {
  const text = await readInputText(path);
  let found: unknown;
  try {
    found = parseYaml(text) ?? {};
  } catch (cause) {
    throw new InputFileError(path, `is neither JSON nor YAML: ${messageOf(cause)}`, { cause });
  }
  if (!isSettings(found)) throw new InputFileError(path, 'should hold a mapping of settings, such as {"seed": 1}.');
  return found;
}
