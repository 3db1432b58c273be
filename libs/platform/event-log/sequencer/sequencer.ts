import { setTimeout as pause } from 'node:timers/promises';
import { Injectable, Logger } from '@nestjs/common';
import { errorText } from '@platform/jobs/error-text.rule';
import { FailurePause } from '@platform/process/failure-pause';
import { newId } from '@platform/ids/ids';
import { EventLogConfig } from '../event-log.config';
import { NodeHeartbeat } from '../node/node-heartbeat';
import type { Range } from './gaps.rule';
import { RecentEntries } from './recent-entries';
import { PublishedPosition } from './published-position';
import { advance } from './sequence.rule';
import { SequenceRepository, type HeldSequence } from './sequence.repository';
import { SequencerSignal } from './sequencer-signal';

const LARGEST_PASS = 1000;
/** Under load, every commit wakes the sequencer, and one pass for several commits costs as much as for one. */
const SHORTEST_PASS_MS = 25;
const POLL_MS = 250;
/** After a commit of this process, another process assigns the position within its own poll. */
const EXPECTING_POLL_MS = 50;
const EXPECTING_MS = 2 * POLL_MS;
/** A gap is normally a transaction that commits in a moment. This time only saves work; no decision depends on it. */
const GAP_AGE_MS = 500;
/** The numbers that one statement claims, and the gaps that one pass tries to close. */
const NUMBERS_AT_ONCE = 1000;
const GAPS_AT_ONCE = 100;

/**
 * Gives each committed event the next position: 1, 2, 3 … without gaps. One process does this at a time, by a lease with
 * a fence; the others follow the newest position and take over when the lease ends.
 */
@Injectable()
export class Sequencer {
  private readonly logger = new Logger('Sequencer');
  private readonly holder = newId();
  private readonly failurePause = new FailurePause((text) => this.logger.warn(text));
  private held: HeldSequence | undefined;
  private renewAt = 0;
  private readonly gapsSince = new Map<string, number>();
  private loop: Promise<void> | undefined;
  private isStopping = false;

  constructor(
    private readonly repository: SequenceRepository,
    private readonly signal: SequencerSignal,
    private readonly published: PublishedPosition,
    private readonly recent: RecentEntries,
    private readonly heartbeat: NodeHeartbeat,
    private readonly config: EventLogConfig,
  ) {}

  start(): void {
    this.loop ??= this.run();
  }

  async stop(): Promise<void> {
    if (!this.loop) return;
    this.isStopping = true;
    this.signal.wakeUp.send();
    await this.loop;
    if (!this.held) return;
    await this.repository
      .release(this.held)
      .catch((error) => this.logger.warn(`The sequencer could not be handed over: ${errorText(error)}`));
  }

  /** Runs until no more entries can be sequenced. Returns whether this process assigns the positions. */
  async step(): Promise<boolean> {
    this.held ??= await this.takeOver();
    if (!this.held) return false;
    while (!this.isStopping && (await this.pass(this.held)));
    return this.held !== undefined;
  }

  private async run(): Promise<void> {
    while (!this.isStopping) {
      const begun = performance.now();
      let leastMs = SHORTEST_PASS_MS;
      try {
        await this.step();
        this.failurePause.succeeded();
      } catch (error) {
        this.held = await this.readAgain().catch(() => undefined);
        leastMs = this.failurePause.failed(`Positions could not be assigned to events: ${errorText(error)}`);
      }
      await this.signal.wakeUp.next(this.pollMs);
      const left = leastMs - (performance.now() - begun);
      if (left > 0 && !this.isStopping) await pause(left);
    }
  }

  private get pollMs(): number {
    return !this.held && this.signal.hasCommittedWithin(EXPECTING_MS) ? EXPECTING_POLL_MS : POLL_MS;
  }

  private async takeOver(): Promise<HeldSequence | undefined> {
    const { position, isFree } = await this.repository.look(this.holder);
    if (position < this.published.value) this.startAgain(position);
    if (isFree && !this.isStopping) {
      const held = await this.repository.take(this.holder, this.config.sequencerLeaseSeconds);
      if (held) {
        this.renewAt = 0;
        // The process before this one may have published positions whose commit this one has not waited for.
        await this.publishDurably(held.sequence.position);
        return held;
      }
    }
    // The positions of another process may be visible before they are durable.
    if (position > this.published.value) await this.publishDurably(position);
    return undefined;
  }

  /**
   * The database has lost positions that this process has published, for example by a failover to a replica that was
   * behind. They are given to other events.
   */
  private startAgain(position: number): void {
    this.logger.error(`The database has lost the events after position ${position}; consumers continue from there.`);
    this.recent.clear();
    this.published.startAgain(position);
  }

  /** The outcome of the last commit may be unknown. If its positions were stored, they are published. */
  private async readAgain(): Promise<HeldSequence | undefined> {
    const held = await this.repository.held(this.holder);
    if (held && held.sequence.position < this.published.value) this.startAgain(held.sequence.position);
    if (held) await this.publishDurably(held.sequence.position);
    return held;
  }

  /** Flushes what this process has read by a commit, and publishes it. */
  private async publishDurably(position: number): Promise<void> {
    await this.heartbeat.flush(position);
    this.published.advance(position);
  }

  /** Returns true if there may be more entries. */
  private async pass(held: HeldSequence): Promise<boolean> {
    const rows = await this.repository.unsequenced(held.sequence, LARGEST_PASS);
    const { sequence, runs, entries } = advance(held.sequence, rows);
    if (rows.length === 0) {
      await this.extendLease(held);
    } else {
      const isSaved = await this.repository.save(held, sequence, runs, this.config.sequencerLeaseSeconds);
      this.held = isSaved ? { ...held, sequence } : undefined;
      this.renewAt = performance.now() + this.renewMs;
      if (!isSaved) return false;
      this.recent.add(entries);
      this.published.advance(sequence.position);
    }
    await this.claimOldGaps(sequence.gaps);
    return rows.length >= LARGEST_PASS;
  }

  private get renewMs(): number {
    return (this.config.sequencerLeaseSeconds * 1000) / 3;
  }

  private async extendLease(held: HeldSequence): Promise<void> {
    if (performance.now() < this.renewAt) return;
    this.renewAt = performance.now() + this.renewMs;
    if (!(await this.repository.extend(held, this.config.sequencerLeaseSeconds))) this.held = undefined;
  }

  private async claimOldGaps(gaps: readonly Range[]): Promise<void> {
    if (gaps.length === 0 && this.gapsSince.size === 0) return;
    const now = performance.now();
    const names = new Set(gaps.map(String));
    for (const name of this.gapsSince.keys()) if (!names.has(name)) this.gapsSince.delete(name);
    let tried = 0;
    for (const gap of gaps) {
      if (tried >= GAPS_AT_ONCE) break;
      const since = this.gapsSince.get(String(gap));
      if (since === undefined) this.gapsSince.set(String(gap), now);
      else if (now - since > GAP_AGE_MS) {
        // Tried again later, if a transaction still holds one of the numbers.
        this.gapsSince.set(String(gap), now);
        await this.repository.claim(gap, NUMBERS_AT_ONCE);
        tried++;
      }
    }
  }
}
