/** Values that a feature can take, by the feature's name. */
export type Factors = Readonly<Record<string, readonly string[]>>;
/** One value of every feature. */
export type Row = Readonly<Record<string, string>>;
/** A feature and its value. */
export type Level = readonly [factor: string, value: string];
