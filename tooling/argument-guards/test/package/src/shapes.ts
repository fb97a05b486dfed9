export const kinds = ['square', 'disc'] as const;
export interface Named {
  readonly name?: string;
}
/** Of a kind, each with what it needs. */
export type Shape = {
  [Kind in (typeof kinds)[number]]: Named & { readonly kind: Kind; readonly size: number };
}[(typeof kinds)[number]];
