/** The output of a command. Results go to stdout and everything else to stderr, so that results can be piped. */
export interface Output {
  print(line: string): void;
  /** Overwrites the line on a terminal; otherwise prints a line every few seconds. */
  progress(line: string): void;
  complain(line: string): void;
  /** Writes information to stderr. */
  remark(line: string): void;
}

const QUIET_MS = 5_000;

export function processOutput(stdout = process.stdout, stderr = process.stderr): Output {
  let onProgressLine = false;
  let lastProgress = -Infinity;
  const endProgress = () => {
    if (onProgressLine) stderr.write('\n');
    onProgressLine = false;
  };
  const writeToStderr = (line: string) => {
    endProgress();
    stderr.write(`${line}\n`);
  };
  return {
    print(line) {
      endProgress();
      stdout.write(`${line}\n`);
    },
    complain: writeToStderr,
    remark: writeToStderr,
    progress(line) {
      if (stderr.isTTY) {
        stderr.write(`\r\x1b[2K${line}`);
        onProgressLine = true;
      } else if (performance.now() - lastProgress >= QUIET_MS) {
        lastProgress = performance.now();
        stderr.write(`${line}\n`);
      }
    },
  };
}
