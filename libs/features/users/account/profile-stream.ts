import { Injectable } from '@nestjs/common';
import type { Changes } from '@platform/event-log/changes/changes';
import type { UserId } from '@platform/ids/ids';
import { LiveStream } from '@platform/live-stream/live-stream';
import { AvatarChanged, EmailChanged, EmailVerified, ProfileChanged } from '../users.events';
import { AccountView } from './account-view';
import { ProfileChangedFrame } from './me.dto';

/** Tells the streams of a user about changes of the account. */
@Injectable()
export class ProfileStream {
  constructor(
    stream: LiveStream,
    private readonly view: AccountView,
  ) {
    stream.fromEvents({
      kind: 'profile.changed',
      summary: 'Fields of your account changed',
      on: [ProfileChanged, AvatarChanged, EmailChanged, EmailVerified],
      data: ProfileChangedFrame,
      frame: (event, changes) => this.frameOf(event.subject, changes),
    });
  }

  /** After an erasure, the values cannot be opened any more. */
  private frameOf(userId: UserId | null, changes: Changes): ProfileChangedFrame | undefined {
    if (userId === null || Object.keys(changes).length === 0) return undefined;
    const { avatar, ...others } = changes;
    const fields = Object.fromEntries(Object.entries(others).map(([field, { after }]) => [field, after]));
    return avatar ? { ...fields, avatarUrl: this.view.avatarUrlOf(userId, avatar.after as string | null) } : fields;
  }
}
