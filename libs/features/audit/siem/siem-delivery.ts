import { batchesOf, type PositionedText } from './siem-batches.rule';
import type { SiemOutput } from './siem-output';

interface Positioned {
  readonly position: number;
}

/**
 * Writes events to the output, in their order. An attempt that exceeds the time limit of the consumer still runs when
 * the next one begins, so attempts wait for each other: their lines are never mixed. What an attempt has written, the
 * next one does not write again; so a slow output receives all events in the end.
 */
export class SiemDelivery<Event extends Positioned> {
  private attempts = 0;
  private running: Promise<void> = Promise.resolve();
  private written = { fence: 0, position: 0 };

  constructor(
    private readonly output: SiemOutput,
    private readonly linesOf: (events: readonly Event[]) => AsyncIterable<PositionedText>,
  ) {}

  async deliver(events: readonly Event[], fence: number): Promise<void> {
    const attempt = ++this.attempts;
    this.running = this.running.catch(() => undefined).then(() => this.write(events, fence, attempt));
    return this.running;
  }

  /** Writes no further lines. The events that are not written yet are delivered by the next process. */
  stop(): void {
    this.attempts++;
    this.output.close?.();
  }

  private async write(events: readonly Event[], fence: number, attempt: number): Promise<void> {
    const { written } = this;
    // With another fence, the consumer may have been moved back, to write earlier events again.
    const remaining = written.fence === fence ? events.filter(({ position }) => position > written.position) : events;
    for await (const { position, text } of batchesOf(this.linesOf(remaining), this.output.maxBytes)) {
      if (attempt !== this.attempts) throw new Error('Another attempt has begun, or the process stops.');
      await this.output.write(text);
      this.written = { fence, position };
    }
  }
}
