// One line per step: a spinner with the elapsed time on a terminal, plain lines otherwise.
import { interruption } from './signals.mjs';

const FRAMES = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];
const SHORT_MS = 400;

/** Steps are written to stderr by commands whose stdout belongs to somebody else. */
export function createSteps(stream = process.stdout) {
  const live = stream.isTTY === true;

  /** Prints a line of its own without tearing the spinner's line. */
  const print = (text) => stream.write(`${live ? '\r\x1b[2K' : ''}${text}\n`);

  /** Runs `work` and shows `label`; `work` may answer a text that becomes the finished line. */
  async function step(label, work) {
    interruption.throwIfAborted();
    const startedAt = Date.now();
    const seconds = () => `${((Date.now() - startedAt) / 1000).toFixed(1)} s`;
    let frame = 0;
    let note = '';
    // Cut to the width of the terminal: a line that wraps could not be drawn over.
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
