import { setTimeout } from 'node:timers/promises';

const BATCH = 100;
/** How long a pause is, in proportion to the batch before it. */
const PAUSE = 8;
const MAX_PAUSE_MS = 1000;

/**
 * Repeats background work until a batch is not full. Transactions stay short, and the pauses leave the database to
 * requests. `work` returns how many rows it found, at most `limit`.
 */
export async function inBatches(work: (limit: number) => Promise<number>): Promise<number> {
  let total = 0;
  for (;;) {
    const start = performance.now();
    const count = await work(BATCH);
    total += count;
    if (count < BATCH) return total;
    await setTimeout(Math.min(PAUSE * (performance.now() - start), MAX_PAUSE_MS));
  }
}
