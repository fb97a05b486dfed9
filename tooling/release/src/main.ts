import { fileURLToPath } from 'node:url';
import { Command } from 'commander';
import { ReleaseError } from './errors.ts';
import { release } from './release.ts';

const here = fileURLToPath(new URL('../../..', import.meta.url));

const command = new Command('release')
  .description('Builds, tests the builds, packs, and publishes every package that the registry lacks.')
  .option('--publish', 'publish; without it everything else is done, as a rehearsal', false)
  .option('--registry <address>', 'where to; what npm is configured with (npm_config_registry, .npmrc) if absent')
  .option('--tag <name>', 'distribution tag of these versions', 'latest')
  .option('--skip-build', 'take the builds that are there', false)
  .option('--skip-tests', 'do not test the builds', false)
  .option('--root <folder>', 'the workspace', here);

const { publish, registry, tag, skipBuild, skipTests, root } = command.parse().opts<{
  publish: boolean;
  registry?: string;
  tag: string;
  skipBuild: boolean;
  skipTests: boolean;
  root: string;
}>();
try {
  await release({
    root,
    publish,
    registry,
    tag,
    build: !skipBuild,
    test: !skipTests,
    report: (line) => process.stdout.write(`${line}\n`),
  });
} catch (error) {
  if (!(error instanceof ReleaseError)) throw error;
  process.stderr.write(`${error.name}: ${error.message}\n`);
  process.exitCode = 1;
}
