import { writeFileSync } from 'node:fs';
import { builtInText } from './built-in-text.ts';

writeFileSync(new URL('../src/law/built-in-forms.ts', import.meta.url), builtInText());
