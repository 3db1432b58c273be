/** The output of a command. Results go to stdout and everything else to stderr, so that results can be piped. */
export interface Output {
  print(line: string): void;
  /** Overwrites the line on a terminal. Without one, nothing is written, because the lines would fill a log. */
  progress(line: string): void;
  complain(line: string): void;
  /** Writes information to stderr. */
  remark(line: string): void;
}

export function processOutput(stdout = process.stdout, stderr = process.stderr): Output {
  let onProgressLine = false;
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
      if (!stderr.isTTY) return;
      stderr.write(`\r\x1b[2K${line}`);
      onProgressLine = true;
    },
  };
}
