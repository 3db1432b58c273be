/** Where a command writes. Results go to stdout, everything else to stderr, so that results can be piped. */
export interface Output {
  print(line: string): void;
  /** Overwrites itself on a terminal; elsewhere one line now and then. */
  progress(line: string): void;
  complain(line: string): void;
  /** On stderr as well, where nothing is wrong. */
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
  const aside = (line: string) => {
    endProgress();
    stderr.write(`${line}\n`);
  };
  return {
    print(line) {
      endProgress();
      stdout.write(`${line}\n`);
    },
    complain: aside,
    remark: aside,
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
