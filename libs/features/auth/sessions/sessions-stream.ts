import { Injectable } from '@nestjs/common';
import { WORD } from '@platform/event-log/definitions/fact-words';
import { IdField, TextField } from '@platform/http/fields/fields';
import type { SessionId } from '@platform/ids/ids';
import { LiveStream } from '@platform/live-stream/live-stream';
import { SessionsEnded } from '../auth.events';

class SessionEndedFrame {
  @IdField({
    nullable: true,
    description: 'The ID of the session; null if several sessions ended, which can include this one.',
    example: '01993f0e-5a5e-7cc0-8f0e-0a1b2c3d4e5f',
  })
  sessionId: SessionId | null;

  @TextField({
    max: 32,
    pattern: WORD,
    description: 'The reason, for example `signed_out`, `revoked`, `password_changed` or `suspended`.',
    example: 'signed_out',
  })
  reason: string;
}

/** Tells the streams of a user which sessions have ended. */
@Injectable()
export class SessionsStream {
  constructor(stream: LiveStream) {
    stream.fromEvents({
      kind: 'session.ended',
      summary: 'One of your sessions ended, possibly the one of this stream',
      on: [SessionsEnded],
      data: SessionEndedFrame,
      frame: ({ facts: { sessionId = null, reason } }) => ({ sessionId, reason }),
      ends: ({ sessionId }, own) => sessionId === null || sessionId === own,
    });
  }
}
