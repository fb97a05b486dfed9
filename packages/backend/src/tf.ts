/**
 * tfjs-core with every gradient registered, for use beside hkmem. In plain Node the bare `@tensorflow/tfjs-core`
 * comes without gradients; this entry holds them bundled once. Tensors are the same as those of tfjs-core.
 */
import '@tensorflow/tfjs-core/dist/register_all_gradients.js';
import type { io, Tensor } from '@tensorflow/tfjs-core';

declare global {
  interface HkmemTfjsTypes {
    readonly tensor: Tensor;
    readonly artifacts: io.ModelArtifacts;
    readonly saved: io.SaveResult;
    readonly handler: io.IOHandler;
  }
}

export * from '@tensorflow/tfjs-core';
