import '@hkmem/backend-wasm';
import { selectBackend } from '@hkmem/backend';
import { baseProblem, checkpointOf, createTrainer, editProblem, loadData, trainMemory } from '@hkmem/experiments';
import { encodeCheckpoint } from '@hkmem/training';
import { expect, test } from 'vitest';
