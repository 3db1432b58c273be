import { Injectable } from '@nestjs/common';
import { LiveStream } from '@platform/live-stream/live-stream';
import { InboxChanged } from '../communications.events';
import { UnreadDto } from './inbox.dto';

/** Tells the streams of a user how many notifications are unread. */
@Injectable()
export class InboxStream {
  constructor(stream: LiveStream) {
    stream.fromEvents({
      kind: 'notifications.unread',
      summary: 'The number of your unread notifications has changed',
      on: [InboxChanged],
      data: UnreadDto,
      frame: ({ facts: { unread } }) => ({ unread }),
    });
  }
}
