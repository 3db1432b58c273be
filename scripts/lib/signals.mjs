// Handles Ctrl-C and similar signals. Waiting and working code observes one AbortSignal; clean-up code ignores it.
const controller = new AbortController();

export const interruption = controller.signal;

/** From here on the first signal starts an orderly stop; a second Ctrl-C does not interrupt the stop itself. */
export function stopOnSignals(onRepeat = () => {}) {
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    let last = 0;
    process.on(name, () => {
      // npm forwards the signal that the terminal has sent to this process already, so two signals at once count as one.
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
 * npm forwards SIGTERM only to a shell, and forwards nothing when it is killed. So a script that npm started also
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

/** Resolves with the name of the signal when a stop is requested. */
export function interrupted() {
  return new Promise((resolve) => {
    if (interruption.aborted) resolve(interruption.reason);
    else interruption.addEventListener('abort', () => resolve(interruption.reason), { once: true });
  });
}
