// Handles Ctrl-C and similar signals. Waiting and working code observes one AbortSignal; clean-up code ignores it.
const controller = new AbortController();

export const interruption = controller.signal;

/** From here on a signal asks for an orderly stop, once: a second Ctrl-C must not cut the stop itself short. */
export function stopOnSignals(onRepeat = () => {}) {
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    let last = 0;
    process.on(name, () => {
      // npm hands on the signal that the terminal sent us already: two within a moment are one.
      const again = interruption.aborted && Date.now() - last > 500;
      last = Date.now();
      if (again) onRepeat();
      controller.abort(name);
    });
  }
  stopWithNpm();
}

const LOOK_MS = 250;

/**
 * npm passes SIGTERM on to a shell only, and when npm is killed it passes on nothing. So a script that npm started also
 * stops once its parent has ended. A script that was started in another way may outlive its parent on purpose.
 */
function stopWithNpm() {
  if (!process.env.npm_lifecycle_event) return;
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    controller.abort('SIGHUP');
  }, LOOK_MS);
  timer.unref();
}

/** Resolves with the signal's name when a stop is asked for. */
export function interrupted() {
  return new Promise((resolve) => {
    if (interruption.aborted) resolve(interruption.reason);
    else interruption.addEventListener('abort', () => resolve(interruption.reason), { once: true });
  });
}
