import type { Outcome } from './run.ts';

/** A release that cannot go on. Its message says what was and what was not published, and the way out. */
export class ReleaseError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
  }
}

/** A command of a release ended badly; the message holds what it wrote. Nothing was published. */
export class CommandFailedError extends ReleaseError {
  constructor(command: string, { status, stdout, stderr }: Outcome) {
    super(`\`${command}\` ended with ${status ?? 'a signal'}; nothing was published.\n${stdout}${stderr}`.trimEnd());
  }
}

/** Packages of one version are released together, and these are not of one version. */
export class VersionsDifferError extends ReleaseError {
  constructor(versions: readonly (readonly [name: string, version: string])[]) {
    const list = versions.map(([name, version]) => `${name} ${version}`).join(', ');
    super(`packages have one version, got ${list}; nothing was published. Run \`pnpm version-packages\`.`);
  }
}

/** There is nothing to release: the packages still carry the version that no release has. */
export class NoVersionError extends ReleaseError {
  constructor(version: string) {
    super(
      `the packages have version ${version}, which is never released; nothing was published. Run \`pnpm version-packages\`, look at what it wrote, and commit it.`,
    );
  }
}

/** Changes are described that no version has taken up, so the changelog would not name them. */
export class PendingChangesetsError extends ReleaseError {
  constructor(files: readonly string[]) {
    super(
      `.changeset has ${files.join(', ')}, which no version has taken up; nothing was published. Run \`pnpm version-packages\`, look at what it wrote, and commit it.`,
    );
  }
}

/** The registry did not answer whether it has a version. */
export class RegistryError extends ReleaseError {
  constructor(registry: string, what: string, answer: string) {
    super(
      `the registry ${registry} did not say whether it has ${what}; nothing was published. Check its address and your network. It said: ${answer}`,
    );
  }
}

/** A package was refused in the middle of a release. */
export class PublishError extends ReleaseError {
  /** What the registry has now, as `name@version`. */
  readonly published: readonly string[];
  /** What it does not have. */
  readonly missing: readonly string[];

  constructor(refused: string, published: readonly string[], missing: readonly string[], answer: string) {
    const list = (names: readonly string[]): string => (names.length === 0 ? 'none' : names.join(', '));
    super(
      `${refused} was not published. In the registry: ${list(published)}. Not in it: ${list(missing)}. ` +
        `Mend what is said below and run the same command again: what is there is passed over.\n${answer}`.trimEnd(),
    );
    this.published = published;
    this.missing = missing;
  }
}
