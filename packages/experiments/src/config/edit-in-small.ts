import type { SystemSpec } from '@hkmem/backend';
import { ring } from '@hkmem/coupling';
import { hopfieldKuramoto } from '@hkmem/dynamics';
import { couplingKindOf, interactionOf } from './named-laws.ts';
import type { EditConfig } from './settings.ts';

/** What decides which parameters an edit has. */
export interface EditParts {
  /** Of its settings. */
  readonly oscillators: Pick<EditConfig['oscillators'], 'dimension' | 'interaction' | 'omega'>;
  /** Of its settings. */
  readonly coupling: Pick<EditConfig['coupling'], 'kind'>;
  /** Whether the start of the oscillators is a parameter. */
  readonly learnedStart: boolean;
}

/** The system of an edit with three neurons: sizes do not decide which parameters there are. */
export function editInSmall({ oscillators, coupling, learnedStart }: EditParts): SystemSpec {
  const { dimension, interaction, omega } = oscillators;
  const graph = ring({ neurons: 3 });
  return hopfieldKuramoto(
    3,
    { activation: 'relu' },
    { dimension, interaction: interactionOf(interaction), omega, graph, learnedStart },
    { kind: couplingKindOf(coupling.kind), graph },
  );
}
