import { describe, expect, test } from 'vitest';
import { checkBase } from '../config/check-config.ts';
import { baseSchema } from '../config/schema.ts';
import { dataNames } from '../config/settings.ts';
import { briefRestMemory, restMemory, startOnly } from './rest.ts';

describe.each(dataNames)('memories of %s at rest', (data) => {
  const [whole, brief] = [restMemory(data, 3), briefRestMemory(data, 3)];

  test('are settings that a file may hold, brief and without a clamp too', () => {
    for (const config of [whole, brief, startOnly(whole)]) {
      expect(baseSchema.parse(config)).toEqual(config);
      expect(checkBase(config)).toEqual([]);
    }
  });

  test('differ in units and lengths alone when brief, a part of which learns from the first losses', () => {
    for (const { rest, updates } of [whole, brief]) {
      const first = rest!.beginning!.updates;
      expect(first / updates).toBeGreaterThanOrEqual(0.25);
      expect(first / updates).toBeLessThanOrEqual(0.5);
    }
    expect(brief.memory.layers![0]).toBeLessThanOrEqual(whole.memory.layers![0] as number);
    const { updates, rest, memory } = whole;
    expect({ ...brief, updates, memory, rest: { ...brief.rest, beginning: rest!.beginning } }).toEqual(whole);
  });

  test('without a clamp only start from the cue, and nothing scales an input', () => {
    const { rest } = startOnly(whole);
    expect(rest).toMatchObject({ cue: 'start', moments: whole.rest!.moments });
    expect(rest).not.toHaveProperty('strength');
    expect(whole.rest).toMatchObject({ cue: 'both', strength: 0.6 });
  });
});
