import './live-stream.migration';
import { Global, Module } from '@nestjs/common';
import { OpenStreams } from './connections/open-streams';
import { StreamSessions } from './connections/stream-sessions';
import { Frames } from './kinds/frames';
import { LiveStream } from './live-stream';
import { LiveStreamConfig } from './live-stream.config';
import { LIVE_STREAM_USER_DATA } from './live-stream.user-data';
import { StreamController } from './stream.controller';
import { StreamMetrics } from './connections/stream-metrics';
import { StreamOpener } from './stream-opener';
import { CatchUp } from './tail/catch-up';
import { LiveTail } from './tail/live-tail';
import { StreamTicketRepository } from './tickets/stream-ticket.repository';
import { StreamTickets } from './tickets/stream-tickets';

/** The stream of Server-Sent Events to signed-in users. */
@Global()
@Module({
  controllers: [StreamController],
  providers: [
    CatchUp,
    Frames,
    LIVE_STREAM_USER_DATA,
    LiveStream,
    LiveStreamConfig,
    LiveTail,
    OpenStreams,
    StreamMetrics,
    StreamOpener,
    StreamSessions,
    StreamTicketRepository,
    StreamTickets,
  ],
  exports: [LiveStream, StreamTickets],
})
export class LiveStreamModule {}
