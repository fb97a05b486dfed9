/** Bits of GPUBufferUsage and GPUMapMode (W3C WebGPU), which are globals in browsers only. */
export const bufferUsage = {
  mapRead: 0x1,
  copyFrom: 0x4,
  copyTo: 0x8,
  uniform: 0x40,
  storage: 0x80,
} as const;

export const mapModeRead = 0x1;

/** GPUShaderStage.COMPUTE. */
export const computeStage = 0x4;
