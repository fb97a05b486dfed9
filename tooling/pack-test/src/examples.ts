/** A TypeScript block of a README. */
export interface Example {
  /** `<package>-<number>`, good as the name of a file. */
  readonly title: string;
  readonly code: string;
  /** What it prints, line by line, by its `// prints` comments. */
  readonly prints: readonly string[];
}

/** The `ts` blocks of a README, in order. */
export function examplesOf(name: string, readme: string): Example[] {
  return [...readme.matchAll(/```ts\n([\s\S]*?)```/g)].map(([, code], n) => ({
    title: `${name.replace('@hkmem/', '')}-${n + 1}`,
    code: code!,
    prints: [...code!.matchAll(/\/\/ prints (.*)$/gm)].map(([, line]) => line!),
  }));
}

/** Names of packages that `code` imports. */
export function importsOf(code: string): string[] {
  const specifiers = [...code.matchAll(/^import (?:[^'"]* from )?'([^'.][^']*)'/gm)].map(([, specifier]) => specifier!);
  return [...new Set(specifiers.filter((specifier) => !specifier.startsWith('node:')).map(packageOf))];
}

/** Names of packages that the `npm install` lines of a README bring. */
export function installedBy(readme: string): string[] {
  const lines = [...readme.matchAll(/^npm install (?:--global )?([^#\n]*)/gm)].map(([, names]) => names!);
  return lines.flatMap((line) =>
    line
      .trim()
      .split(/\s+/)
      .map((name) => name.replace(/(?<=.)@[^/]*$/, '')),
  );
}

function packageOf(specifier: string): string {
  return specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');
}
