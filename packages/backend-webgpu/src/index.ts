export { type Card, costOfUpdate, type KernelCost, middleCard, type UpdateCost } from './cost/cost-of-update.ts';
export {
  type AdapterDescription,
  type AdapterReport,
  type AdapterVariant,
  describeAdapters,
} from './device/adapters.ts';
export { NoAdapterError } from './errors.ts';
export { WebgpuBackend, type WebgpuCounts, type WebgpuOptions, webgpuBackend } from './webgpu-backend.ts';
