/** Writes the reference of every public symbol from the comments of the sources to `api/`, one page per entry point. */
import { rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Application, Comment } from 'typedoc';
import type { PluginOptions } from 'typedoc-plugin-markdown';
import { entryPoints } from './entry-points.ts';
import { fieldsWithoutComment } from './fields.ts';
import { nameThrownClasses } from './throws.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const out = `${root}api`;

const layout: PluginOptions = {
  entryFileName: 'index',
  hidePageHeader: true,
  hideBreadcrumbs: true,
  parametersFormat: 'table',
  interfacePropertiesFormat: 'table',
  classPropertiesFormat: 'table',
  typeAliasPropertiesFormat: 'table',
  propertyMembersFormat: 'table',
  typeDeclarationFormat: 'table',
  useCustomAnchors: true,
  sanitizeComments: true,
  useHTMLEncodedBrackets: true,
};

const application = await Application.bootstrapWithPlugins({
  plugin: ['typedoc-plugin-markdown'],
  tsconfig: `${root}tsconfig.api.json`,
  entryPoints: entryPoints.map(({ source }) => source),
  out,
  name: 'Reference',
  readme: 'none',
  // tfjs, which @hkmem/backend/tf hands on, has a reference of its own.
  excludeExternals: true,
  excludePrivate: true,
  excludeInternal: true,
  disableSources: true,
  sort: ['alphabetical'],
  groupOrder: ['Functions', 'Variables', 'Classes', 'Interfaces', 'Type Aliases'],
  preservedTypeAnnotationTags: ['@throws'],
  // The compiler of the tree is another, newer one, and `typecheck` has run it.
  skipErrorChecking: true,
  requiredToBeDocumented: ['Class', 'Interface', 'TypeAlias', 'Variable', 'Function', 'Method', 'Accessor'],
  packagesRequiringDocumentation: [...new Set(entryPoints.map(({ name }) => name.split('/').slice(0, 2).join('/')))],
  // `BackendFactory.create`, which it implements, has the comment.
  intentionallyNotDocumented: ['@hkmem/backend-webgpu.webgpuBackend.__type.create'],
  validation: { notDocumented: true, invalidLink: true, notExported: true, rewrittenLink: true },
  treatWarningsAsErrors: true,
  logLevel: 'Warn',
  router: 'module',
  ...(layout as object),
});

const sources = application.getEntryPoints();
if (sources === undefined) throw new Error('typedoc found no sources; its messages are above.');
const project = application.converter.convert(
  sources.map((source) => ({ ...source, displayName: nameOf(source.sourceFile.fileName) })),
);
nameThrownClasses(project);
for (const { name, summary } of entryPoints) {
  const module = project.getChildByName([name]);
  if (module !== undefined) module.comment = new Comment([{ kind: 'text', text: summary }]);
}
application.validate(project);
for (const field of fieldsWithoutComment(project)) {
  application.logger.warn(`${field} does not have any documentation` as never);
}
if (application.logger.hasErrors() || application.logger.hasWarnings()) {
  process.stderr.write('The reference is not complete: give each symbol named above a comment in its source.\n');
  process.exit(1);
}
rmSync(out, { recursive: true, force: true });
await application.generateOutputs(project);
const rows = entryPoints.map(({ name, page, summary }) => `| [${name}](${page}.md) | ${summary} |`);
writeFileSync(
  `${out}/index.md`,
  `# Reference

Every public symbol, from the comments of the sources.

| import | what |
| --- | --- |
${rows.join('\n')}
`,
);

function nameOf(file: string): string {
  const entry = entryPoints.find(({ source }) => source === file);
  if (entry === undefined) throw new Error(`${file} is no entry point of a package; see scripts/entry-points.ts.`);
  return entry.name;
}
