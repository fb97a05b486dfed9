import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { energyFloor } from '@hkmem/energy';
import { expect, test } from 'vitest';
import { unpackMemory } from '../worker/load-memory.ts';
import { floorView } from '../worker/memory-facts.ts';

test.each(['memory', 'rest'])('the certificate beside %s is that of the weights as they ship', (name) => {
  const read = (ending: string): Buffer =>
    readFileSync(new URL(`../../public/weights/${name}.${ending}`, import.meta.url));
  const manifest = JSON.parse(read('json').toString());
  const { spec, parameters } = unpackMemory(manifest, gunzipSync(read('bin')));
  expect(manifest.certificate).toEqual(floorView(energyFloor(spec, parameters)));
});
