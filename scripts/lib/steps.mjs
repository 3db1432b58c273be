// One line per step: a spinner with the elapsed time on a terminal, plain lines otherwise.
import { interruption } from './signals.mjs';

const FRAMES = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];
const SHORT_MS = 400;

/** Commands whose stdout is data write steps to stderr. */
export function createSteps(stream = process.stdout) {
  const live = stream.isTTY === true;

  /** Prints a separate line without breaking the spinner's line. */
  const print = (text) => stream.write(`${live ? '\r\x1b[2K' : ''}${text}\n`);

  /** Runs `work` and shows `label`. `work` can return a `label` for the finished line. */
  async function step(label, work) {
    interruption.throwIfAborted();
    const startedAt = Date.now();
    const seconds = () => `${((Date.now() - startedAt) / 1000).toFixed(1)} s`;
    let frame = 0;
    let note = '';
    // The line is cut to the width of the terminal, because a wrapped line could not be overwritten.
    const line = () =>
      `${FRAMES[frame++ % FRAMES.length]} ${label}${note} ${seconds()}`.slice(0, (stream.columns || 80) - 1);
    const draw = () => stream.write(`\r\x1b[2K${line()}`);
    const timer = live ? setInterval(draw, 100) : setTimeout(() => stream.write(`  ${label} …\n`), SHORT_MS);
    if (live) draw();
    const finish = (text) => {
      clearInterval(timer);
      print(text);
    };
    try {
      const result = await work((text) => (note = `: ${text}`));
      finish(`✓ ${typeof result?.label === 'string' ? result.label : label} (${seconds()})`);
      return result;
    } catch (error) {
      finish(`${interruption.aborted ? '–' : '✗'} ${label} (${seconds()})`);
      throw error;
    }
  }
  return Object.assign(step, { print });
}
