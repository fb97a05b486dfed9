import type { Browser, Page } from 'playwright-core';

/** The longest task of the page's main thread in one part of a visit, in milliseconds. */
export interface LongestTask {
  readonly part: string;
  /** Time on the processor: what the page itself does, however busy the machine is with other things. */
  readonly processor: number;
  /** Time on the clock. */
  readonly clock: number;
  readonly tasks: number;
}

interface TraceEvent {
  readonly name: string;
  readonly cat: string;
  readonly ph: string;
  readonly pid: number;
  readonly tid: number;
  readonly ts: number;
  readonly dur?: number;
  readonly tdur?: number;
}

/** A part of a visit: what is done, after which the page is left alone until it has settled. */
export type Visit = readonly (readonly [part: string, what: (page: Page) => Promise<void>])[];

/** Makes a visit and takes the times of all tasks from the browser's own trace. */
export async function longestTasks(browser: Browser, page: Page, visit: Visit): Promise<LongestTask[]> {
  await browser.startTracing(page, { categories: ['toplevel', 'blink.user_timing'] });
  for (const [part, what] of visit) {
    if (part !== 'load') await page.evaluate((name) => void performance.mark(`part:${name}`), part);
    await what(page);
  }
  await page.evaluate(() => void performance.mark('part:end'));
  const { traceEvents } = JSON.parse((await browser.stopTracing()).toString()) as { traceEvents: TraceEvent[] };
  const marks = traceEvents.filter(({ name, cat }) => cat.includes('user_timing') && name.startsWith('part:'));
  const [first] = marks;
  const tasks = traceEvents.filter(
    ({ name, ph, pid, tid }) =>
      name === 'ThreadControllerImpl::RunTask' && ph === 'X' && pid === first?.pid && tid === first.tid,
  );
  const parts = ['load', ...marks.map(({ name }) => name.slice('part:'.length))];
  return parts.slice(0, -1).map((part, n): LongestTask => {
    const from = marks[n - 1]?.ts ?? 0;
    const inside = tasks.filter(({ ts }) => ts >= from && ts < marks[n]!.ts);
    const most = (times: (number | undefined)[]): number => Math.max(0, ...times.map((time) => (time ?? 0) / 1000));
    return {
      part,
      processor: most(inside.map(({ tdur }) => tdur)),
      clock: most(inside.map(({ dur }) => dur)),
      tasks: inside.length,
    };
  });
}

/** What a reader does from top to bottom. */
export function wholeVisit(address: string): Visit {
  const recalled = (page: Page, id: string) => page.locator(`#${id} [data-state=done]`).waitFor({ timeout: 90_000 });
  return [
    [
      'load',
      async (page) => {
        await page.goto(address);
        await page.locator('html[data-scenes=all]').waitFor({ timeout: 60_000 });
        await recalled(page, 'restore');
      },
    ],
    [
      'recall and playback',
      async (page) => {
        await page.locator('#classify').scrollIntoViewIfNeeded();
        await recalled(page, 'classify');
        await page.getByRole('button', { name: 'Recall', exact: true }).click();
        await page.locator('#classify [data-state=done][data-run="2"]').waitFor({ timeout: 60_000 });
      },
    ],
    [
      'scrubbing',
      async (page) => {
        await page.locator('#classify').getByLabel('Time of the recall').focus();
        for (let n = 0; n < 24; n++) await page.keyboard.press('ArrowLeft');
      },
    ],
    [
      'synchronise',
      async (page) => {
        await page.locator('#synchronise .stage').first().scrollIntoViewIfNeeded();
        await page.waitForTimeout(2500);
      },
    ],
    [
      'bind',
      async (page) => {
        await page.locator('#bind').scrollIntoViewIfNeeded();
        await recalled(page, 'bind');
      },
    ],
    [
      'switch of context',
      async (page) => {
        await page.locator('#bind input[name=bind-context][value="1"]').check();
        await page.waitForTimeout(2500);
      },
    ],
    [
      'training',
      async (page) => {
        const scene = page.locator('#train');
        await scene.scrollIntoViewIfNeeded();
        await scene.getByRole('button', { name: 'Train', exact: true }).click();
        await page.waitForFunction(
          () => Number(document.querySelector('#train [data-update]')?.getAttribute('data-update')) >= 12,
          undefined,
          { timeout: 90_000 },
        );
        await scene.getByRole('button', { name: 'Pause' }).click();
        await scene.locator('[data-state=paused]').waitFor();
      },
    ],
  ];
}

/** The middle one of an odd number of values. */
export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

/** Milliseconds from the start of the navigation until a first recall is there to be gone through. */
export async function interactiveAfter(page: Page, address: string): Promise<number> {
  await page.addInitScript(() => {
    const look = (): void => {
      const slider = document.querySelector<HTMLInputElement>('#restore .timeline input');
      if (slider === null || slider.disabled) requestAnimationFrame(look);
      else performance.mark('interactive');
    };
    requestAnimationFrame(look);
  });
  await page.goto(address);
  await page.waitForFunction(() => performance.getEntriesByName('interactive').length > 0, undefined, {
    timeout: 60_000,
  });
  return page.evaluate(() => performance.getEntriesByName('interactive')[0]!.startTime);
}

/** Milliseconds from the press on Recall to the first frame, as often as asked, on an open page. */
export async function firstFrames(page: Page, times: number): Promise<number[]> {
  const found: number[] = [];
  const before = Number(await page.locator('#classify [data-run]').getAttribute('data-run'));
  for (let n = 1; n <= times; n++) {
    await page.getByRole('button', { name: 'Recall', exact: true }).click();
    await page.locator(`#classify [data-state=done][data-run="${before + n}"]`).waitFor({ timeout: 60_000 });
    found.push(Number(await page.getByTestId('first-frame').textContent()));
  }
  return found;
}
