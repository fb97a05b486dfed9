import { HkmemError } from '@hkmem/backend';

/** A configuration that does not hold together; names every setting at fault. */
export class ConfigError extends HkmemError {
  constructor(source: string, problems: readonly string[]) {
    const head = problems.every((problem) => problem.startsWith('--')) ? '' : `${source}: `;
    super(problems.length === 1 ? `${head}${problems[0]}` : `${head.trim()}\n  ${problems.join('\n  ')}`.trim());
  }
}

/** An input file that is not there or not of its form. */
export class InputFileError extends HkmemError {
  constructor(path: string, problem: string, options?: ErrorOptions) {
    super(`'${path}': ${problem}`, options);
  }
}
