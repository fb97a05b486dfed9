/** A row that could not be measured. */
export interface Failure {
  readonly row: string;
  readonly reason: string;
}
