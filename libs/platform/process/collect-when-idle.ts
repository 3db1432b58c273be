const LOOK_MS = 1000;
/** The fraction of a second during which the process may be busy and still count as idle. */
const IDLE = 0.1;

/**
 * A start creates many objects that are soon unused, and V8 may keep their memory for as long as the process has
 * nothing to do. So the whole heap is collected once, in the first idle second: 35 MiB of 160, for a tenth of a
 * second. Does nothing without `--expose-gc`, which the start commands give.
 */
export function collectWhenIdle(gc: unknown = globalThis.gc): void {
  if (typeof gc !== 'function') return;
  let last = performance.eventLoopUtilization();
  const timer = setInterval(() => {
    const now = performance.eventLoopUtilization();
    const { utilization } = performance.eventLoopUtilization(now, last);
    last = now;
    if (utilization > IDLE) return;
    clearInterval(timer);
    // The one kind of collection that also returns the memory of the young generation.
    gc({ type: 'major', flavor: 'last-resort' });
  }, LOOK_MS);
  timer.unref();
}
