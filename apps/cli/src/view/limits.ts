/** Most bytes that are read of a file, by what it is; what is larger is told and not read. */
export const mostBytes = {
  config: 262_144,
  table: 65_536,
  result: 1_048_576,
  report: 524_288,
  evaluation: 8_388_608,
  figure: 16_777_216,
  look: 1_048_576,
  lock: 4096,
  /** Of a log for the list: its end. */
  end: 16_384,
  /** Of a log for its curves. */
  log: 268_435_456,
} as const;

/** Most folders that are looked into, and how deep below the one that is viewed. */
export const mostFolders = 50_000;
export const deepest = 6;
/** Entries of one folder that are looked at. */
export const mostInFolder = 100_000;
/** Settings of one run, and letters of one text. */
export const mostSettings = 400;
export const longest = 400;
/** Folders that are looked at again in one round because it is their turn, though nothing moved there of late. */
export const turn = 200;
/** For so long after a change, in milliseconds, a folder is looked at in every round. */
export const warm = 900_000;
/** How long the lock of another machine is believed without a change, in milliseconds. */
export const believed = 600_000;
