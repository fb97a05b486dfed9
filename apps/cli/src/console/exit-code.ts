/** What the process says to its caller when it ends. */
export const exitCodes = {
  success: 0,
  /** A check found something out of bounds, or an error stopped the work. */
  failure: 1,
  /** The command line, a configuration or an input file could not be understood. */
  usage: 2,
  /** Stopped by SIGINT after saving a checkpoint. */
  interrupted: 130,
} as const;
