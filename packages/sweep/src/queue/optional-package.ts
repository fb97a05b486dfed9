import { codeOf } from '../error-facts.ts';
import { MissingPackageError } from './errors.ts';

/** A package that is installed only where a queue or an S3 store is used. @throws {MissingPackageError} saying what to install. */
export async function optionalPackage<Module>(
  load: () => Promise<Module>,
  use: string,
  names: string,
): Promise<Module> {
  try {
    return await load();
  } catch (cause) {
    if (codeOf(cause) !== 'ERR_MODULE_NOT_FOUND') throw cause;
    throw new MissingPackageError(`${use} needs packages that are not installed: npm install ${names}`, { cause });
  }
}
