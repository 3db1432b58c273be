import { Logger } from '@nestjs/common';
import { errorText } from '@platform/jobs/error-text.rule';
import type { UserId } from '@platform/ids/ids';
import type { EventFeed } from '../feed/event-feed';
import type { SequencedEvent } from '../feed/sequenced-event';
import type { Placed } from '../positions/position.repository';
import { Attempts, type AttemptSettings } from './attempts';
import type { Consumer } from './consumer-definition';
import type { EventHandler } from './event-handler';
import type { LeasedPartitions, LeasedPartition } from './leased-partitions';
import { concerns } from './known-events.rule';
import type { NewStop, StopRepository } from './stop.repository';
import { partOf, subjectsOf } from './subjects.rule';

/** The number of subjects whose events are handled at the same time, and of stopped ones beside them. */
const SUBJECTS_AT_ONCE = 16;
const STOPS_AT_ONCE = 16;
const PAGE = 256;
const LOADED_AT_ONCE = 5000;
const AFTER_ERROR_MS = 1000;

interface PendingStop extends NewStop {
  /** By `performance.now()`; Infinity if the subject waits for an administrator. */
  readonly dueAt: number;
  /** The subject has caught up with this position of its part. */
  readonly caughtUpTo?: number;
}

/**
 * Handles events in order per subject, several subjects at a time. An event that fails stops its subject: the stop is
 * stored, the parts move on, and the events of the subject are handled beside the others, from the stored position on.
 */
export class SubjectHandler implements EventHandler {
  readonly isPostponed = false;
  private readonly logger = new Logger('Events');
  private readonly stops = new Map<UserId | null, PendingStop>();
  private readonly resuming = new Map<UserId | null, Promise<void>>();
  private readonly attempts: Attempts;
  private parts: LeasedPartitions | undefined;
  private mustLoad = true;
  private mustLookForDue = false;

  constructor(
    private readonly consumer: Consumer,
    private readonly feed: EventFeed,
    private readonly repository: StopRepository,
    settings: AttemptSettings,
    private readonly wake: () => void,
  ) {
    this.attempts = new Attempts(consumer, settings);
  }

  load(): void {
    this.mustLoad = true;
  }

  lookForDue(): void {
    this.mustLookForDue = true;
  }

  get dueInMs(): number | undefined {
    if (this.mustLoad || this.mustLookForDue) return 0;
    let next = Infinity;
    for (const stop of this.stops.values()) {
      // Another process handles the stops of the other parts, and the end of a resumption wakes the loop.
      if (this.resuming.has(stop.subject) || !this.partOf(stop.subject)) continue;
      next = Math.min(next, stop.caughtUpTo === undefined ? stop.dueAt : 0);
    }
    if (next === Infinity || this.resuming.size >= STOPS_AT_ONCE) return undefined;
    return Math.max(0, next - performance.now());
  }

  /** Resolves when no event of a stopped subject is being handled. */
  async idle(): Promise<void> {
    await Promise.all(this.resuming.values());
  }

  async prepare(parts: LeasedPartitions): Promise<void> {
    this.parts = parts;
    if (this.mustLoad) {
      this.mustLoad = false;
      await this.loadAll().catch((error: unknown) => {
        this.mustLoad = true;
        throw error;
      });
    }
    if (this.mustLookForDue) {
      this.mustLookForDue = false;
      for (const stop of await this.repository.due(this.consumer.name)) this.rememberStored(stop);
    }
    for (const stop of this.stops.values()) {
      if (this.resuming.has(stop.subject)) continue;
      const part = this.partOf(stop.subject);
      if (!part) continue;
      if (stop.caughtUpTo === part.position) await this.finish(stop, part);
      else if (stop.caughtUpTo !== undefined || stop.dueAt <= performance.now()) this.resumeBeside(stop, part);
      if (this.resuming.size >= STOPS_AT_ONCE) return;
    }
  }

  async handle(events: readonly SequencedEvent[], parts: readonly LeasedPartition[]): Promise<number> {
    const byNumber = new Map(parts.map((part) => [part.part, part]));
    const bySubject = new Map<UserId | null, SequencedEvent[]>();
    for (const event of events) {
      if (!concerns(this.consumer, event)) continue;
      for (const subject of subjectsOf(event)) {
        const part = byNumber.get(partOf(subject));
        if (!part || event.position <= part.position || this.stops.has(subject)) continue;
        const own = bySubject.get(subject);
        if (own) own.push(event);
        else bySubject.set(subject, [event]);
      }
    }
    const waiting = [...bySubject];
    const work = async () => {
      for (let next = waiting.shift(); next; next = waiting.shift()) {
        const [subject, own] = next;
        await this.handleInOrder(subject, own, byNumber.get(partOf(subject)) as LeasedPartition);
      }
    };
    const results = await Promise.allSettled(Array.from({ length: Math.min(SUBJECTS_AT_ONCE, bySubject.size) }, work));
    for (const result of results) if (result.status === 'rejected') throw result.reason;
    return bySubject.size;
  }

  private async handleInOrder(
    subject: UserId | null,
    events: readonly SequencedEvent[],
    part: LeasedPartition,
  ): Promise<void> {
    for (const event of events) {
      const stop = await this.attempts.run(event, subject, part, 1);
      if (!stop) continue;
      if (!(await this.repository.insert(stop, part))) throw new Error(`Another process has part ${part.part}.`);
      return this.remember(stop);
    }
  }

  /** Loads the stops in pieces, because there may be very many after an outage. */
  private async loadAll(): Promise<void> {
    const loaded: NewStop[] = [];
    for (let after: UserId | null | undefined; ;) {
      const piece = await this.repository.page(this.consumer.name, after, LOADED_AT_ONCE);
      loaded.push(...piece);
      if (piece.length < LOADED_AT_ONCE) break;
      after = piece.at(-1)?.subject;
    }
    // Only now, so that the stops stay known if they cannot be read.
    const stopped = new Set(loaded.map(({ subject }) => subject));
    for (const subject of this.stops.keys())
      if (!this.resuming.has(subject) && !stopped.has(subject)) this.stops.delete(subject);
    for (const stop of loaded) this.rememberStored(stop);
  }

  private rememberStored(stop: NewStop): void {
    const known = this.stops.get(stop.subject);
    const isCaughtUp = known?.caughtUpTo !== undefined && known.position === stop.position;
    if (this.resuming.has(stop.subject) || (isCaughtUp && known.attempts === stop.attempts)) return;
    // This version may know events that were unknown to the process that held the part before.
    this.remember(stop.state === 'unknown' ? { ...stop, waitMs: 0 } : stop);
  }

  private resumeBeside(stop: PendingStop, part: LeasedPartition): void {
    const resumed = this.resume(stop, part)
      .catch((error) => {
        this.logger.warn(`${this.consumer.name} could not resume a stopped subject: ${errorText(error)}`);
        this.stops.set(stop.subject, { ...stop, dueAt: performance.now() + AFTER_ERROR_MS });
      })
      .finally(() => {
        this.resuming.delete(stop.subject);
        this.wake();
      });
    this.resuming.set(stop.subject, resumed);
  }

  /** Handles the events of a stopped subject up to the position of its part. */
  private async resume(stop: PendingStop, part: LeasedPartition): Promise<void> {
    const { subject, caughtUpTo } = stop;
    const upTo = part.position;
    const from = caughtUpTo === undefined ? stop.position : caughtUpTo + 1;
    const placed = await this.feed.placesOfSubject(subject, stop.position, from, upTo);
    for (let at = 0; at < placed.length; at += PAGE) {
      const failed = await this.resumePage(stop, placed.slice(at, at + PAGE), part);
      if (!failed) continue;
      if (await this.repository.replace(failed, stop, part)) this.remember(failed);
      else await this.checkPart(part);
      return;
    }
    this.stops.set(subject, { ...stop, caughtUpTo: upTo });
  }

  private async resumePage(
    stop: PendingStop,
    placed: readonly Placed[],
    part: LeasedPartition,
  ): Promise<NewStop | undefined> {
    for (const event of await this.feed.eventsAt(placed)) {
      if (!concerns(this.consumer, event) || !subjectsOf(event).includes(stop.subject)) continue;
      const attempt = event.position === stop.position ? stop.attempts + 1 : 1;
      const failed = await this.attempts.run(event, stop.subject, part, attempt);
      if (failed) return failed;
    }
    return undefined;
  }

  /** The subject has caught up with its part, which moves on only after this. */
  private async finish(stop: PendingStop, part: LeasedPartition): Promise<void> {
    if (await this.repository.remove(stop, part)) this.stops.delete(stop.subject);
    else await this.checkPart(part);
  }

  /** An administrator has changed the stop or moved the consumer, or another process has the part. */
  private async checkPart(part: LeasedPartition): Promise<void> {
    if (!(await this.repository.isHeld(this.consumer.name, part))) part.validUntil = -Infinity;
    this.load();
  }

  private partOf(subject: UserId | null): LeasedPartition | undefined {
    const part = this.parts?.find(partOf(subject));
    return part?.isValid && !part.isReleased ? part : undefined;
  }

  private remember(stop: NewStop): void {
    const dueAt = stop.waitMs === undefined ? Infinity : performance.now() + stop.waitMs;
    this.stops.set(stop.subject, { ...stop, dueAt });
  }
}
