import { Injectable } from '@nestjs/common';
import { TextListField } from '@platform/http/fields/fields';
import { LiveStream } from '@platform/live-stream/live-stream';
import { RolesChanged } from '../access.events';
import { ROLE_NAME } from '@platform/access/right-names.rule';

class RolesChangedFrame {
  @TextListField({ ...ROLE_NAME, maxItems: 100, description: 'All roles that you have now.', example: ['support'] })
  roles: readonly string[];
}

/** Tells the streams of a user about their roles. */
@Injectable()
export class RolesStream {
  constructor(stream: LiveStream) {
    stream.fromEvents({
      kind: 'roles.changed',
      summary: 'Your roles changed',
      on: [RolesChanged],
      data: RolesChangedFrame,
      frame: ({ facts }) => ({ roles: facts.after }),
    });
  }
}
