import type { Cell } from '@hkmem/experiments';
import { estimateCell, formatDuration, type Session } from '@hkmem/sweep';

/** What cells will do, with times from measured updates: one line each and the sum. */
export async function describePlan(session: Session, cells: readonly Cell[]): Promise<string> {
  const lines: string[] = [];
  let total = 0;
  for (const cell of cells) {
    const { task, updates, batch } = cell.config;
    const { updateSeconds, images, seconds } = await estimateCell(session, cell);
    total += seconds;
    lines.push(
      `  ${task}: ${updates} updates of ${batch} images at ${Math.round(1000 * updateSeconds)} ms, ` +
        `then ${images} test images: about ${formatDuration(seconds)}`,
    );
  }
  return `${lines.join('\n')}\n  in all about ${formatDuration(total)}, less what is there already`;
}
