/**
 * tfjs-core with every gradient registered, for use beside hkmem. In plain Node the bare `@tensorflow/tfjs-core`
 * comes without gradients; this entry holds them bundled once. Tensors are the same as those of tfjs-core.
 */
import '@tensorflow/tfjs-core/dist/register_all_gradients.js';

export * from '@tensorflow/tfjs-core';
