import { PassThrough } from 'node:stream';
import { processOutput } from './output';

describe('The output of a command', () => {
  const outputOn = (isTTY: boolean) => {
    const [stdout, stderr] = [new PassThrough(), Object.assign(new PassThrough(), { isTTY })];
    const output = processOutput(
      stdout as unknown as typeof process.stdout,
      stderr as unknown as typeof process.stderr,
    );
    const written = () => [String(stdout.read() ?? ''), String(stderr.read() ?? '')];
    return { output, written };
  };

  it('shows the progress in one line of a terminal', () => {
    const { output, written } = outputOn(true);
    output.progress('1 item');
    output.progress('2 items');
    output.print('Done.');
    expect(written()).toEqual(['Done.\n', '\r\x1b[2K1 item\r\x1b[2K2 items\n']);
  });

  it('contains no progress if it goes to a file or a pipe', () => {
    const { output, written } = outputOn(false);
    output.progress('1 item');
    output.remark('Importing.');
    output.print('Done.');
    expect(written()).toEqual(['Done.\n', 'Importing.\n']);
  });
});
