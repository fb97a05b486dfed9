import { type EnergyFloor, energyFloor } from '@hkmem/energy';
import { isSettings, labelEdit, type Memory } from '@hkmem/experiments';
import { plainTable } from '@hkmem/sweep';
import { parametersOf, specToJson } from '@hkmem/training';
import { certificateJson } from './certificate.ts';

/** What `hkmem info FILE` says of a memory. */
export interface MemoryReport {
  readonly json: object;
  readonly text: string;
}

/** What stands in a weights file: how it was trained, its system, its parameters, and what its energy promises. */
export function memoryReport(memory: Memory): MemoryReport {
  const { checkpoint, hash, kind, config } = memory;
  const { spec, graphs } = specToJson(checkpoint.spec);
  const parameters = Object.entries(checkpoint.parameters).map(([path, { shape }]) => ({ path, shape }));
  const edges = Object.entries(graphs).map(([name, { sources }]) => ({ name, edges: sources.length }));
  const certificate = energyFloor(checkpoint.spec, parametersOf(checkpoint));
  const { update, seed, integration } = checkpoint;
  return {
    json: {
      kind,
      hash,
      update,
      seed,
      integration,
      system: spec,
      graphs: edges,
      parameters,
      certificate: certificateJson(certificate),
      config,
    },
    text:
      `${titleOf(memory)}, ${update} updates, seed ${seed}; trained by ${integration}\nSHA-256 ${hash}\n\n` +
      `${systemText(spec, edges)}\n\n` +
      `${plainTable({ columns: ['parameter', 'shape'], rows: parameters.map(({ path, shape }) => [path, shape.join(' x ')]) })}\n\n` +
      `${certificateText(certificate)}\n`,
  };
}

function titleOf(memory: Memory): string {
  const edit = labelEdit(memory);
  if (edit !== undefined) return `edit '${edit.task}' of digits ${edit.digits.join(' and ')} (${memory.kind})`;
  return memory.kind === 'model' ? `memory '${memory.config.model}' of ${memory.config.task}` : 'base memory';
}

function systemText(
  spec: ReturnType<typeof specToJson>['spec'],
  graphs: readonly { readonly name: string; readonly edges: number }[],
): string {
  const parts = Object.entries(spec).flatMap(([part, value]) => {
    if (typeof value !== 'object') return [];
    return [
      `${part}: ${Object.entries(value)
        .map(([name, entry]) => `${name} ${shown(entry)}`)
        .join(', ')}`,
    ];
  });
  const sizes = graphs.map(({ name, edges }) => `${name}: ${edges} edges`);
  return [`${spec.neurons} neurons`, ...parts, ...sizes].join('\n');
}

/** A law by its formula, names as they are. */
function shown(entry: unknown): string {
  if (typeof entry === 'string') return entry;
  return isSettings(entry) && typeof entry['formula'] === 'string' ? entry['formula'] : JSON.stringify(entry);
}

function certificateText(certificate: EnergyFloor): string {
  const { spectrum } = certificate;
  if (spectrum === undefined) return certificate.text;
  const { low, high } = spectrum;
  const between = Number.isFinite(high) ? `lies between ${low} and ${high}` : `is at least ${low}`;
  return `${certificate.text}\nThe largest eigenvalue of W ${between}.`;
}
