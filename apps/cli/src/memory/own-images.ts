import { imagesName, type Settings, withSetting } from '@hkmem/experiments';
import { UsageError } from '../console/errors.ts';

/**
 * Settings whose data are `images`, or `images:<height>x<width>`, with the name that the images in the folder have: a run is
 * known by what they hold. Others as they are.
 * @throws {UsageError} if no folder is given. @throws {PictureError | MissingDataError | UnreadableDataError} of the folder.
 */
export async function withNamedImages(settings: Settings, directory: unknown): Promise<Settings> {
  const { data } = settings;
  const [known, height, width] = /^images(?::(\d{1,4})x(\d{1,4}))?$/.exec(String(data)) ?? [];
  if (known === undefined) return settings;
  if (typeof directory !== 'string') {
    throw new UsageError(`--data ${known} needs --data-dir, a folder with one folder of PNG files for each class`);
  }
  const { loadImageFolder } = await import('@hkmem/datasets/folder');
  const size = height === undefined ? {} : { size: [Number(height), Number(width)] as const };
  return withSetting(settings, 'data', imagesName(await loadImageFolder({ directory, ...size })));
}
