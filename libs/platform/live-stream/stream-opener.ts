import { Injectable, type BeforeApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { SessionPrincipal } from '@platform/access/principal';
import { AccessProblems, ServiceProblems } from '@platform/errors/platform.errors';
import { PositionWatch } from '@platform/event-log/positions/position-watch';
import { PositionRepository } from '@platform/event-log/positions/position.repository';
import { Readiness } from '@platform/http/health/readiness';
import { OpenStreams } from './connections/open-streams';
import { StreamConnection, type ConnectionLimits } from './connections/stream-connection';
import { StreamSessions } from './connections/stream-sessions';
import { frameText } from './kinds/frame-text.rule';
import { LiveStreamConfig } from './live-stream.config';
import { StreamProblems } from './live-stream.errors';
import { canResume, positionIn } from './resume.rule';
import { StreamMetrics } from './connections/stream-metrics';
import { LiveTail } from './tail/live-tail';

const RETRY_SECONDS = 5;

/** Opens streams within the limits of this node, and ends them when it stops. */
@Injectable()
export class StreamOpener implements OnModuleInit, BeforeApplicationShutdown {
  private readonly limits: ConnectionLimits;
  private isDraining = false;

  constructor(
    private readonly streams: OpenStreams,
    private readonly sessions: StreamSessions,
    private readonly tail: LiveTail,
    private readonly positions: PositionRepository,
    private readonly watch: PositionWatch,
    private readonly readiness: Readiness,
    private readonly metrics: StreamMetrics,
    private readonly config: LiveStreamConfig,
  ) {
    const { bufferKib, stalledSeconds, heartbeatSeconds } = config;
    this.limits = {
      bufferBytes: bufferKib * 1024,
      stalledMs: stalledSeconds * 1000,
      heartbeatMs: heartbeatSeconds * 1000,
    };
  }

  onModuleInit(): void {
    this.readiness.onDrain(() => this.drain());
  }

  /** Before the server closes, because it waits for open responses. */
  beforeApplicationShutdown(): void {
    this.drain();
  }

  /** Errors are thrown before the response begins. */
  async open({ userId, sessionId }: SessionPrincipal, reply: FastifyReply, lastEventId?: string): Promise<void> {
    this.refuseBeyondLimits(userId);
    const stream = new StreamConnection(userId, sessionId, reply, this.limits, this.metrics);
    // Added before the session is read, so that a session that ends meanwhile ends the stream as well.
    this.streams.add(stream);
    stream.onClose(() => this.streams.remove(stream));
    try {
      await this.begin(stream, lastEventId);
    } catch (error) {
      this.streams.remove(stream);
      throw error;
    }
  }

  private async begin(stream: StreamConnection, lastEventId: string | undefined): Promise<void> {
    await this.sessions.check([stream]);
    const newest = await this.watch.newest();
    if (newest === undefined) throw unavailable();
    const position = lastEventId === undefined ? undefined : positionIn(lastEventId);
    const ageInSeconds = position === undefined ? 0 : await this.positions.ageInSeconds(Math.max(1, position));
    if (stream.hasSessionEnded) throw AccessProblems.session_ended();
    if (this.isDraining) throw unavailable();
    // The client has disconnected.
    if (stream.hasEnded) return;
    stream.begin();
    if (lastEventId === undefined)
      stream.send({ position: newest, text: frameText(newest, 'ready', '{}'), ends: none });
    else if (stream.resyncs === 0 && canResume(position, { newest, ageInSeconds })) stream.cursor = position;
    else stream.resync(newest);
    this.tail.join(stream);
  }

  private refuseBeyondLimits(userId: SessionPrincipal['userId']): void {
    if (this.isDraining) throw unavailable();
    const { perUser, perNode } = this.config;
    const headers = { 'retry-after': String(RETRY_SECONDS) };
    if (this.streams.count >= perNode)
      throw StreamProblems.node_full({ parameters: { seconds: RETRY_SECONDS }, headers });
    if (this.streams.countOf(userId) >= perUser)
      throw StreamProblems.too_many_streams({ parameters: { limit: perUser }, headers });
  }

  private drain(): void {
    this.isDraining = true;
    for (const stream of this.streams.all()) stream.askToReconnect();
  }
}

const none = () => false;

function unavailable() {
  return ServiceProblems.unavailable({ headers: { 'retry-after': '1' } });
}
