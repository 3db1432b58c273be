import type { DestinationStream } from 'pino';

const LONGEST_WAIT_MS = 10;
const LONGEST = 64 * 1024;

/** Lines of ten milliseconds become one write: handing over each by itself costs more than making it. */
export class LineBatch implements DestinationStream {
  private text = '';

  constructor(private readonly target: DestinationStream) {}

  write(line: string): void {
    if (this.text === '') setTimeout(() => this.flush(), LONGEST_WAIT_MS).unref();
    this.text += line;
    if (this.text.length > LONGEST) this.flush();
  }

  flush(): void {
    const { text } = this;
    this.text = '';
    if (text !== '') this.target.write(text);
  }
}
