import { AsyncLocalStorage } from 'node:async_hooks';
import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { EventFeed, type OutlinePage } from '@platform/event-log/feed/event-feed';
import { PositionWatch } from '@platform/event-log/positions/position-watch';
import { PublishedPosition } from '@platform/event-log/sequencer/published-position';
import type { UserId } from '@platform/ids/ids';
import { errorText } from '@platform/jobs/error-text.rule';
import { FailurePause } from '@platform/process/failure-pause';
import { WakeUpSignal } from '@platform/process/wake-up-signal';
import { OpenStreams } from '../connections/open-streams';
import type { StreamConnection } from '../connections/stream-connection';
import { StreamSessions } from '../connections/stream-sessions';
import { Frames, type Frame } from '../kinds/frames';
import { CatchUp } from './catch-up';

const PAGE = 500;
const IDLE_MS = 1000;
const TICK_MS = 1000;

/** Reads new events once for all open streams of this node, and sends each to the streams of its users. */
@Injectable()
export class LiveTail implements OnModuleInit {
  private readonly logger = new Logger('LiveStream');
  private readonly failurePause = new FailurePause((text) => this.logger.warn(text));
  private readonly runOutsideRequests = AsyncLocalStorage.snapshot();
  private readonly wakeUp = new WakeUpSignal();
  private loop: Promise<void> | undefined;
  private ticks: NodeJS.Timeout | undefined;
  private readUpTo = 0;
  private losses = 0;

  constructor(
    private readonly streams: OpenStreams,
    private readonly sessions: StreamSessions,
    private readonly feed: EventFeed,
    private readonly frames: Frames,
    private readonly catchUp: CatchUp,
    private readonly published: PublishedPosition,
    private readonly watch: PositionWatch,
  ) {}

  onModuleInit(): void {
    this.published.onAdvance(() => this.wakeUp.send());
    this.published.onLoss(() => this.startAgain());
    this.streams.whileAny({ start: () => this.start(), stop: () => this.stop() });
  }

  /** Sends what the stream has missed since its cursor, and then new events as they come. */
  join(stream: StreamConnection): void {
    void this.runOutsideRequests(() => this.catchUpOrClose(stream));
  }

  private async catchUpOrClose(stream: StreamConnection, before?: Promise<void>): Promise<void> {
    try {
      await before;
      await this.catchUp.run(stream, () => this.readUpTo);
    } catch (error) {
      this.logger.warn(`A stream failed and was closed: ${errorText(error)}`);
      stream.destroy();
    }
  }

  private start(): void {
    this.watch.start();
    this.ticks = this.runOutsideRequests(() => setInterval(() => this.tick(), TICK_MS).unref());
    // If the loop is still running, it continues where it is; streams ignore events that they have.
    if (this.loop) return;
    this.readUpTo = this.published.value;
    this.loop = this.runOutsideRequests(() => this.run());
  }

  private stop(): void {
    this.watch.stop();
    clearInterval(this.ticks);
    this.wakeUp.send();
  }

  private tick(): void {
    const now = performance.now();
    for (const stream of this.streams.all()) stream.tick(now, this.readUpTo);
  }

  /** Positions were lost and are given to other events. */
  private startAgain(): void {
    this.losses++;
    this.readUpTo = this.published.value;
    for (const stream of this.streams.all()) stream.resync(this.readUpTo);
  }

  private async run(): Promise<void> {
    while (this.streams.count > 0) {
      let waitMs = IDLE_MS;
      try {
        while (this.streams.count > 0 && this.readUpTo < this.published.value) await this.readPage();
        this.failurePause.succeeded();
      } catch (error) {
        waitMs = this.failurePause.failed(`New events could not be read for streams: ${errorText(error)}`);
      }
      if (this.streams.count > 0) await this.wakeUp.next(waitMs);
    }
    this.loop = undefined;
  }

  private async readPage(): Promise<void> {
    const { losses } = this;
    const { places, upTo } = await this.feed.outline(this.readUpTo, PAGE, this.frames.wanted);
    const framesByUser = await this.framesOf(places);
    await this.sessions.checkUnlessCurrent([...framesByUser.keys()].flatMap((userId) => this.streams.of(userId)));
    // The positions have been given to other events in the meantime.
    if (this.losses !== losses) return;
    for (const [userId, frames] of framesByUser)
      for (const stream of this.streams.of(userId)) if (stream.isLive) this.send(stream, frames);
    this.readUpTo = upTo;
  }

  /** Only the events of connected users are loaded. */
  private async framesOf(places: OutlinePage['places']): Promise<ReadonlyMap<UserId, readonly Frame[]>> {
    const needed = places.filter(({ subjects }) => subjects.some((subject) => this.streams.has(subject)));
    if (needed.length === 0) return new Map();
    const events = await this.feed.eventsAt(needed);
    const subjectsAt = new Map(needed.map(({ position, subjects }) => [position, subjects]));
    const users = new Set(needed.flatMap(({ subjects }) => subjects).filter((subject) => this.streams.has(subject)));
    const entries = [...users].map(async (userId) => {
      const own = events.filter(({ position }) => subjectsAt.get(position)?.includes(userId));
      return [userId, await this.frames.of(userId, own)] as const;
    });
    return new Map(await Promise.all(entries));
  }

  private send(stream: StreamConnection, frames: readonly Frame[]): void {
    for (const frame of frames) {
      if (stream.hasEnded) return;
      if (frame.position <= stream.cursor) continue;
      stream.send(frame);
      if (!frame.ends(stream.sessionId)) continue;
      // The rest is sent only if the session is still active.
      stream.isLive = false;
      return void this.catchUpOrClose(stream, this.sessions.check([stream]));
    }
  }
}
