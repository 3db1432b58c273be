import { once } from 'node:events';
import type { OutgoingHttpHeaders } from 'node:http';
import type { FastifyReply } from 'fastify';
import type { SessionId, UserId } from '@platform/ids/ids';
import { BEGIN, drainText, HEARTBEAT, positionText } from '../kinds/frame-text.rule';
import { resyncFrame, type Frame } from '../kinds/frames';
import type { StreamMetrics } from './stream-metrics';

export interface ConnectionLimits {
  readonly bufferBytes: number;
  readonly stalledMs: number;
  readonly heartbeatMs: number;
}

/** The position of a quiet stream must not become too old to resume. */
const PROGRESS_MS = 60_000;
/** How long the stream of an ended session waits for the event that says why. */
const LAST_EVENT_MS = 500;
/** A client that does not read the end of its stream is disconnected after this time. */
const CLOSING_MS = 5000;

/** One open stream: a response that never ends by itself. */
export class StreamConnection {
  /** The stream has all events of the user up to this position. */
  cursor = 0;
  /** Whether new events are sent as they come. Otherwise they are read when the earlier ones have been sent. */
  isLive = false;
  /** Increases when positions have been lost, so that events with the old positions are not sent. */
  resyncs = 0;
  /** By `performance.now()`. */
  expiresAt = Infinity;
  checkedAt = performance.now();
  private isSessionOver = false;
  /** Whether the event that ends the session may have been sent already. */
  private hasSentEnd = false;
  private isClosed = false;
  private hasBegun = false;
  private writtenAt = performance.now();
  private movedAt = performance.now();
  private stalledSince: number | undefined;

  constructor(
    readonly userId: UserId,
    readonly sessionId: SessionId,
    private readonly reply: FastifyReply,
    private readonly limits: ConnectionLimits,
    private readonly metrics: StreamMetrics,
  ) {}

  /** Whether nothing more can be sent. */
  get hasEnded(): boolean {
    return this.isClosed || this.reply.raw.destroyed;
  }

  get hasSessionEnded(): boolean {
    return this.isSessionOver;
  }

  /** Sends the head of the response. From now on, this class owns the connection. */
  begin(): void {
    const { reply } = this;
    this.hasBegun = true;
    reply.hijack();
    reply.server.notifyOfStream?.(reply.request, reply);
    reply.raw.writeHead(200, {
      ...(reply.getHeaders() as OutgoingHttpHeaders),
      'content-type': 'text/event-stream',
      'cache-control': 'no-store, no-transform',
      // nginx would collect the events otherwise.
      'x-accel-buffering': 'no',
      connection: 'close',
    });
    // Sent alone, the head becomes one text in memory. Otherwise each stream keeps the many parts that it is made of.
    reply.raw.cork();
    reply.raw.flushHeaders();
    this.write(BEGIN);
    reply.raw.uncork();
  }

  onClose(listener: () => void): void {
    this.reply.raw.once('close', listener);
  }

  send({ position, text, ends }: Frame): void {
    this.write(text);
    this.cursor = position;
    this.movedAt = this.writtenAt;
    this.metrics.frames.inc();
    this.hasSentEnd ||= ends(this.sessionId);
    if (this.isSessionOver && this.hasSentEnd) this.end();
  }

  /** Positions after this one are missing, or belong to other events than before. */
  resync(position: number): void {
    this.resyncs++;
    if (!this.hasBegun) return;
    this.metrics.resyncs.inc();
    this.send(resyncFrame(position));
  }

  /** Resolves when the client has read what was sent, or the stream has ended. */
  async drained(): Promise<void> {
    const { raw } = this.reply;
    if (this.stalledSince === undefined || this.hasEnded) return;
    const settled = new AbortController();
    const { signal } = settled;
    await Promise.race([once(raw, 'drain', { signal }), once(raw, 'close', { signal })]).finally(() => settled.abort());
  }

  /** Called every second, with the position up to which a live stream has all events. */
  tick(now: number, position: number): void {
    if (!this.hasBegun || this.hasEnded) return;
    if (this.stalledSince !== undefined) {
      if (now - this.stalledSince > this.limits.stalledMs) this.cut();
      return;
    }
    if (this.isLive && position > this.cursor && now - this.movedAt >= PROGRESS_MS) {
      this.write(positionText(position));
      this.cursor = position;
      this.movedAt = now;
    } else if (now - this.writtenAt >= this.limits.heartbeatMs) this.write(HEARTBEAT);
  }

  /** The stream ends after the event that says why, or soon without it. */
  endWithSession(): void {
    if (this.isSessionOver) return;
    this.isSessionOver = true;
    if (this.hasSentEnd) this.end();
    else setTimeout(() => this.end(), LAST_EVENT_MS).unref();
  }

  /** The session was active at the time of `checkedAt`, and expires at this time, by `performance.now()`. */
  continueUntil(expiresAt: number): void {
    this.expiresAt = expiresAt;
    this.hasSentEnd = false;
  }

  /** Tells the client to connect again. Clients get different delays, so that they do not come back all at once. */
  askToReconnect(): void {
    if (this.hasBegun) this.write(drainText(500 + Math.floor(Math.random() * 2500)));
    this.end();
  }

  end(): void {
    if (this.isClosed || !this.hasBegun) return;
    this.isClosed = true;
    const { raw } = this.reply;
    raw.end();
    setTimeout(() => raw.destroy(), CLOSING_MS).unref();
  }

  /** Disconnects the client at once. It resumes where it was. */
  destroy(): void {
    this.isClosed = true;
    this.reply.raw.destroy();
  }

  private cut(): void {
    this.metrics.cuts.inc();
    this.destroy();
  }

  private write(text: string): void {
    if (this.hasEnded) return;
    const { raw } = this.reply;
    this.writtenAt = performance.now();
    if (raw.write(text)) return;
    if (this.stalledSince === undefined) {
      // A single event may be larger than the buffer, so only a further one disconnects the client.
      this.stalledSince = this.writtenAt;
      raw.once('drain', () => (this.stalledSince = undefined));
    } else if (raw.writableLength > this.limits.bufferBytes) this.cut();
  }
}
