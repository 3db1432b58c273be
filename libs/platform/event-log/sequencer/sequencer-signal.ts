import { Injectable } from '@nestjs/common';
import { WakeUpSignal } from '@platform/process/wake-up-signal';

/** Wakes the sequencer of this process after a commit. */
@Injectable()
export class SequencerSignal {
  readonly wakeUp = new WakeUpSignal();
  private committedAt = -Infinity;

  sendAfterOwnCommit(): void {
    this.committedAt = performance.now();
    this.wakeUp.send();
  }

  /** Whether this process has committed events within this time. */
  hasCommittedWithin(ms: number): boolean {
    return performance.now() - this.committedAt < ms;
  }
}
