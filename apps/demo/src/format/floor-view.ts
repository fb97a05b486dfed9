/** What is known of whether an energy has a floor, in the words of the certificate. */
export interface FloorView {
  readonly kind: 'floor' | 'direction' | 'unknown';
  /** The bound, where there is one. */
  readonly floor?: number;
  readonly text: string;
}
