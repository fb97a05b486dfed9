/** What tells pixels of one object from others, and its gradient. */
export interface GroupingLoss {
  /** Mean over the images. */
  readonly loss: number;
  /** With respect to the states, [B P, C]. */
  readonly gradient: Float64Array;
}

/**
 * How far states are from saying what belongs together. s_ij = (n / C) sum_c x_ic x_jc of two pixels is the mean overlap of
 * their oscillators, -1 to 1. Of an image the loss is the mean of (1 - s_ij)^2 over pairs of one label, plus the mean of
 * max(s_ij, 0)^2 over pairs of different labels; the background is a label too. `states` is [B P, C], `labels` [B, P].
 */
export function groupingLoss(
  states: ArrayLike<number>,
  labels: ArrayLike<number>,
  { batch, channels, n }: { readonly batch: number; readonly channels: number; readonly n: number },
): GroupingLoss {
  const places = labels.length / batch;
  const gradient = new Float64Array(states.length);
  const factor = n / channels;
  let loss = 0;
  for (let b = 0; b < batch; b++) {
    const sizes = new Map<number, number>();
    for (let p = 0; p < places; p++) sizes.set(labels[b * places + p]!, (sizes.get(labels[b * places + p]!) ?? 0) + 1);
    const same = [...sizes.values()].reduce((sum, size) => sum + (size * (size - 1)) / 2, 0);
    const different = (places * (places - 1)) / 2 - same;
    for (let i = 1; i < places; i++) {
      const x = (b * places + i) * channels;
      for (let j = 0; j < i; j++) {
        const y = (b * places + j) * channels;
        let overlap = 0;
        for (let c = 0; c < channels; c++) overlap += states[x + c]! * states[y + c]!;
        overlap *= factor;
        const isSame = labels[b * places + i] === labels[b * places + j];
        const gap = isSame ? overlap - 1 : Math.max(overlap, 0);
        if (gap === 0) continue;
        const weight = 1 / (batch * (isSame ? same : different));
        loss += weight * gap * gap;
        const slope = 2 * weight * gap * factor;
        for (let c = 0; c < channels; c++) {
          gradient[x + c]! += slope * states[y + c]!;
          gradient[y + c]! += slope * states[x + c]!;
        }
      }
    }
  }
  return { loss, gradient };
}
