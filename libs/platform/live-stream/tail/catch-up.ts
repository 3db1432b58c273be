import { Injectable } from '@nestjs/common';
import { EventFeed } from '@platform/event-log/feed/event-feed';
import type { StreamConnection } from '../connections/stream-connection';
import { StreamSessions } from '../connections/stream-sessions';
import { Frames } from '../kinds/frames';

const PAGE = 100;

/** Sends the events between the cursor of a stream and the newest position that was read, at the speed of the client. */
@Injectable()
export class CatchUp {
  constructor(
    private readonly feed: EventFeed,
    private readonly frames: Frames,
    private readonly sessions: StreamSessions,
  ) {}

  /** Makes the stream live at a moment when it has all events up to the position that `newest` returns. */
  async run(stream: StreamConnection, newest: () => number): Promise<void> {
    while (!stream.hasEnded && stream.cursor < newest()) await this.sendUpTo(newest(), stream);
    stream.isLive = true;
  }

  private async sendUpTo(upTo: number, stream: StreamConnection): Promise<void> {
    const { resyncs, userId } = stream;
    const first = stream.cursor + 1;
    const places = await this.feed.placesOfSubject(userId, first, first, upTo);
    for (let at = 0; at < places.length; at += PAGE) {
      const events = await this.feed.eventsAt(places.slice(at, at + PAGE), this.frames.wanted.condition);
      const frames = await this.frames.of(userId, events);
      await this.sessions.checkUnlessCurrent([stream]);
      for (const frame of frames) {
        // After a resync, these positions are given to other events.
        if (stream.hasEnded || stream.resyncs !== resyncs) return;
        stream.send(frame);
        if (frame.ends(stream.sessionId)) await this.sessions.check([stream]);
        await stream.drained();
      }
    }
    if (stream.resyncs === resyncs) stream.cursor = upTo;
  }
}
