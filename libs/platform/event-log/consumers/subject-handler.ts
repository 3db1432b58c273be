import { Logger } from '@nestjs/common';
import { backOffMs } from '@platform/jobs/back-off.rule';
import type { UserId } from '@platform/ids/ids';
import type { EventFeed } from '../feed/event-feed';
import { DEFAULT_MAX_ATTEMPTS, type Consumer } from './consumer-definition';
import type { SequencedEvent } from '../feed/sequenced-event';
import type { EventHandler } from './event-handler';
import { failureWithin } from './failure-within';
import type { HeldParts, Part } from './held-parts';
import { concerns, isKnown } from './known-events.rule';
import type { NewStop, StopRepository } from './stop.repository';
import { partOf, subjectsOf } from './subjects.rule';

/** The number of subjects whose events are handled at the same time. */
const SUBJECTS_AT_ONCE = 16;
const PAGE = 256;

interface PendingStop extends NewStop {
  /** By `performance.now()`; Infinity if the subject waits for an administrator. */
  readonly dueAt: number;
}

interface Settings {
  readonly handleMs: number;
  readonly backOffMs: number;
}

/**
 * Handles events in order per subject, several subjects at a time. An event that fails stops its subject: the stop is
 * stored, the parts move on, and the events of the subject are handled later from the stored position on.
 */
export class SubjectHandler implements EventHandler {
  private readonly logger = new Logger('Events');
  private readonly stops = new Map<UserId | null, PendingStop>();
  private mustReload = true;
  private parts: HeldParts | undefined;

  constructor(
    private readonly consumer: Consumer,
    private readonly feed: EventFeed,
    private readonly repository: StopRepository,
    private readonly settings: Settings,
  ) {}

  reload(): void {
    this.mustReload = true;
  }

  get dueInMs(): number | undefined {
    if (this.mustReload) return 0;
    // Another process handles the stops of the other parts.
    const own = [...this.stops.values()].filter(({ subject }) => this.parts?.find(partOf(subject))?.isValid);
    const next = Math.min(...own.map(({ dueAt }) => dueAt));
    return next === Infinity ? undefined : Math.max(0, next - performance.now());
  }

  async prepare(parts: HeldParts): Promise<void> {
    this.parts = parts;
    if (this.mustReload) await this.load();
    const due = [...this.stops.values()].filter(({ dueAt }) => dueAt <= performance.now());
    for (const stop of due) {
      const part = parts.find(partOf(stop.subject));
      if (part) await this.resume(stop, part);
    }
  }

  private async load(): Promise<void> {
    this.mustReload = false;
    try {
      const stored = await this.repository.ofConsumer(this.consumer.name);
      this.stops.clear();
      // This version may know events that were unknown to the process that held the part before.
      for (const stop of stored) this.remember(stop.state === 'unknown' ? { ...stop, waitMs: 0 } : stop);
    } catch (error) {
      this.mustReload = true;
      throw error;
    }
  }

  async handle(events: readonly SequencedEvent[], parts: readonly Part[]): Promise<number> {
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
        await this.handleInOrder(subject, own, byNumber.get(partOf(subject)) as Part);
      }
    };
    const results = await Promise.allSettled(Array.from({ length: Math.min(SUBJECTS_AT_ONCE, bySubject.size) }, work));
    for (const result of results) if (result.status === 'rejected') throw result.reason;
    return bySubject.size;
  }

  private async handleInOrder(subject: UserId | null, events: readonly SequencedEvent[], part: Part): Promise<void> {
    for (const event of events) {
      const stop = await this.attempt(event, subject, part, 1);
      if (stop) return this.store(stop, part);
    }
  }

  /** Returns the stop to store, if the event was not handled. */
  private async attempt(
    event: SequencedEvent,
    subject: UserId | null,
    part: Part,
    attempt: number,
  ): Promise<NewStop | undefined> {
    if (!part.isValid) throw new Error(`The lease of part ${part.part} has ended.`);
    const { name, maxAttempts = DEFAULT_MAX_ATTEMPTS } = this.consumer;
    const at = { consumer: name, subject, position: event.position, eventAt: event.at };
    if (!isKnown(event))
      return {
        ...at,
        state: 'unknown',
        attempts: 0,
        error: `This version does not know ${event.type}.`,
        waitMs: undefined,
      };
    const { handleMs, backOffMs: firstMs } = this.settings;
    const error = await failureWithin(handleMs, name, event.id, () =>
      this.consumer.handle(event, { subject, fence: part.fence }),
    );
    if (error === undefined) return undefined;
    const what = `${name} could not handle event ${event.position} (attempt ${attempt})`;
    if (attempt < maxAttempts) {
      this.logger.warn(`${what}: ${error}`);
      return { ...at, state: 'retrying', attempts: attempt, error, waitMs: backOffMs(attempt, firstMs, Math.random()) };
    }
    this.logger.error(`${what} and stops for its subject: ${error}`);
    return { ...at, state: 'stopped', attempts: attempt, error, waitMs: undefined };
  }

  /** Handles the events of a stopped subject up to the position of its part. */
  private async resume({ subject, position: from, eventAt, attempts }: PendingStop, part: Part): Promise<void> {
    if (!part.isValid) return;
    const events = await this.feed.ofSubject(subject, eventAt, from, part.position, PAGE);
    for (const event of events) {
      if (!concerns(this.consumer, event)) continue;
      const stop = await this.attempt(event, subject, part, event.position === from ? attempts + 1 : 1);
      if (stop) return this.store(stop, part);
    }
    const last = events.at(-1);
    if (last && events.length === PAGE) {
      const next = { consumer: this.consumer.name, subject, position: last.position + 1, eventAt: last.at };
      return this.store({ ...next, state: 'retrying', attempts: 0, error: '', waitMs: 0 }, part);
    }
    if (await this.repository.remove(this.consumer.name, subject, part)) this.stops.delete(subject);
    // An administrator has changed the stop, or another process has the part.
    else this.reload();
  }

  private async store(stop: NewStop, part: Part): Promise<void> {
    if (!(await this.repository.put(stop, part))) throw new Error(`Another process has part ${part.part}.`);
    this.remember(stop);
  }

  private remember(stop: NewStop): void {
    const dueAt = stop.waitMs === undefined ? Infinity : performance.now() + stop.waitMs;
    this.stops.set(stop.subject, { ...stop, dueAt });
  }
}
