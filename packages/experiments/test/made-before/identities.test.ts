import { readFileSync } from 'node:fs';
import { couplingNames } from '@hkmem/backend';
import { editTaskNames } from '@hkmem/datasets';
import { expect, test } from 'vitest';
import { type Cell, identifyCell } from '../../src/cells/cell.ts';
import { cellSchema } from '../../src/cells/cell-schema.ts';
import type { RunConfig } from '../../src/config/run-config.ts';
import { schemaOfKind } from '../../src/config/schema.ts';
import { dataNames } from '../../src/config/settings.ts';
import { identify, sha256 } from '../../src/identity.ts';
import { recipeFor } from '../../src/recipes/recipes.ts';
import { studyOf, studyProfiles } from '../../src/study/profiles.ts';
import { studyCells } from '../../src/study/study.ts';

// The JSON files beside this one were made by the sources of 22 November 2026, before they were parted into packages.
const made = <Content>(name: string): Content =>
  JSON.parse(readFileSync(new URL(name, import.meta.url), 'utf8')) as Content;

const configurations =
  made<readonly { name: string; folder: string; hash: string; config: RunConfig }[]>('configurations.json');

test.for(configurations.map((entry) => [entry.name, entry] as const))(
  'the configuration of "%s" passes the schema as it is and has the identity it had',
  ([, { config, folder, hash }]) => {
    expect(schemaOfKind(config).parse(config)).toEqual(config);
    expect(identify(schemaOfKind(config).parse(config))).toEqual({ task: config.task, folder, hash });
  },
);

const cells = made<readonly { name: string; id: string; hash: string; cell: Cell }[]>('cells.json');

test.for(cells.map((entry) => [entry.name, entry] as const))(
  'the cell "%s" passes the schema as it is and has the identity it had',
  ([, { cell, id, hash }]) => {
    expect(cellSchema.parse(cell)).toEqual(cell);
    expect(identifyCell(cellSchema.parse(cell))).toEqual({ id, hash });
  },
);

test('every default has the identity it had', () => {
  const found: Record<string, string> = {};
  for (const data of dataNames) {
    const { base, edit, ...rest } = recipeFor(data);
    const common = { data, seed: rest.seed };
    found[`${data}: base`] = identify({ task: 'base', ...common, ...base }).hash;
    for (const task of editTaskNames) {
      for (const coupling of couplingNames) {
        const config = { task, ...common, base: '0'.repeat(64), ...edit(task, coupling) };
        found[`${data}: ${task}, ${coupling}`] = identify(config).hash;
      }
    }
    found[`${data}: all but base and edits`] = identify({ task: 'rest', ...rest }).hash;
  }
  expect(found).toEqual(made('recipes.json'));
});

test('every cell of the studies has the name and the identity it had', () => {
  const found: Record<string, object> = {};
  for (const profile of studyProfiles) {
    for (const data of dataNames) {
      const study = studyOf(profile, data);
      // A section that came later: its memories are those of others, read at other times.
      const before = { ...study, sections: study.sections.filter(({ id }) => id !== 'lasting') };
      const named = studyCells(before).map(({ name, cell }) => `${name} ${identifyCell(cell).hash}`);
      found[`${profile}, ${data}`] = { cells: named.length, first: named[0], sha256: sha256(named.join('\n')) };
    }
  }
  expect(found).toEqual(made('studies.json'));
});
