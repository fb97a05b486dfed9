/** One picture as brightness. */
export interface Picture {
  /** Rows of pixels. */
  readonly height: number;
  /** Pixels in a row. */
  readonly width: number;
  /** Brightness in [0, 1], [height * width], row by row; what shows through is not in it. */
  readonly levels: Float64Array;
  /** How much covers what is behind, in [0, 1], [height * width]. */
  readonly cover: Float64Array;
}

/** Most pixels of one picture: what is larger is refused before it is unpacked. */
export const mostPixels: number = 16_777_216;
