import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

const LOOK_MS = 1000;
/** The share of a second in which the process may have been busy and still counts as idle. */
const IDLE = 0.1;

/**
 * A start makes a lot that soon nobody needs, and V8 keeps the memory for it until something makes it collect, which
 * in a process that has nothing to do may be never. So it is told to, once, in the first second that is quiet:
 * 35 MiB of 160, for a tenth of a second.
 */
export function keepHeapSmall(): void {
  // From here on the old generation is swept before it has grown by a fifth. Not before: a start only makes it grow.
  setFlagsFromString('--heap-growing-percent=20');
  let last = performance.eventLoopUtilization();
  const timer = setInterval(() => {
    const now = performance.eventLoopUtilization();
    const { utilization } = performance.eventLoopUtilization(now, last);
    last = now;
    if (utilization > IDLE) return;
    clearInterval(timer);
    collect();
  }, LOOK_MS);
  timer.unref();
}

/** The one kind of collection that also gives the young generation back. Node offers it only behind a flag. */
function collect(): void {
  setFlagsFromString('--expose-gc');
  const gc = runInNewContext('gc') as NodeJS.GCFunction;
  setFlagsFromString('--no-expose-gc');
  gc({ type: 'major', flavor: 'last-resort' } as never);
}
