import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { ResvgRenderOptions } from '@resvg/resvg-js';

/** The font that comes with this program, so that pictures have text on machines without fonts. */
const shipped = { file: '@expo-google-fonts/open-sans/400Regular/OpenSans_400Regular.ttf', family: 'Open Sans' };

/** Fonts for drawing text: the shipped one alone, so that pictures look alike everywhere; the system's if it is missing. */
export function fontOptions(): NonNullable<ResvgRenderOptions['font']> {
  const file = shippedFile();
  if (file === undefined) return { loadSystemFonts: true };
  return {
    loadSystemFonts: false,
    fontFiles: [file],
    defaultFontFamily: shipped.family,
    sansSerifFamily: shipped.family,
  };
}

function shippedFile(): string | undefined {
  try {
    const file = createRequire(import.meta.url).resolve(shipped.file);
    return existsSync(file) ? file : undefined;
  } catch {
    return undefined;
  }
}
