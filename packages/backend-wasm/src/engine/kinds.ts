import type { ActivationName, InteractionName } from '@hkmem/backend';
import { activation, interaction } from '../../generated/constants.js';

/** Numbers of activations in the kernels. */
export const activationNumbers: Readonly<Record<ActivationName, number>> = {
  relu: activation.RELU,
  tanh: activation.TANH,
  sigmoid: activation.SIGMOID,
  identity: activation.IDENTITY,
  softmax: activation.SOFTMAX,
};

/** Numbers of pair interactions in the kernels. */
export const interactionNumbers: Readonly<Record<InteractionName, number>> = {
  linear: interaction.LINEAR,
  relu: interaction.RELU,
  sigmoid: interaction.SIGMOID,
  tanh: interaction.TANH,
  mlpShared: interaction.MLP_SHARED,
  mlpPerEdge: interaction.MLP_PER_EDGE,
};
