import type { Plugin } from 'vite';

/** Stands for tfjs in a bundle that hands over no tensors: what is called there says so. */
const stub = '\0without-tensors';
const called = ['tensor', 'backend', 'env', 'getBackend', 'ready', 'setBackend', 'customGrad', 'tidy', 'keep'];

/**
 * Leaves tfjs out of the worker that computes for the scenes: its engines are never asked for tensors, and its wasm backend
 * starts without tfjs's. WebGPU loads tfjs where it is chosen. The worker that runs programs keeps all of it.
 */
export function withoutTensors(): Plugin {
  let leavesOut = false;
  return {
    name: 'without-tensors',
    enforce: 'pre',
    apply: 'build',
    buildStart({ input }) {
      leavesOut = JSON.stringify(input).includes('compute.worker');
    },
    resolveId(id, importer = '') {
      const ours = /packages\/(backend|backend-wasm|dynamics)\/src\//.test(importer.replaceAll('\\', '/'));
      return leavesOut && ours && id === '@tensorflow/tfjs-core' ? stub : undefined;
    },
    load(id) {
      if (id !== stub) return undefined;
      const none = "const none = () => { throw new Error('This page hands over no tensors.'); };";
      return `${none}\n${called.map((name) => `export const ${name} = none;`).join('\n')}\n`;
    },
  };
}
