import type { Changes } from '@platform/event-log/changes/changes';
import type { EventDefinition } from '@platform/event-log/definitions/define-event';
import type { SequencedEvent } from '@platform/event-log/feed/sequenced-event';
import { fieldsOf } from '@platform/http/fields/field-registry';
import { serializerOf } from '@platform/http/serialization/answer';
import type { UserId } from '@platform/ids/ids';
import type { LiveStream } from '@platform/live-stream/live-stream';
import type { EventKind } from '@platform/live-stream/kinds/stream-kind';
import type { AccountView } from './account-view';
import { ChangeMeDto } from './me.dto';
import { ProfileStream } from './profile-stream';

const USER = '01993f0e-5a5e-7cc0-8f0e-0a1b2c3d4e5f' as UserId;

describe('The stream event profile.changed', () => {
  let kind: EventKind<EventDefinition, object>;

  beforeAll(() => {
    const stream = { fromEvents: (given: typeof kind) => (kind = given) } as unknown as LiveStream;
    const view = { avatarUrlOf: (_id: UserId, file: string) => `https://id.example.com/${file}` };
    new ProfileStream(stream, view as unknown as AccountView);
  });

  function dataOf(changes: Changes): Record<string, unknown> {
    const data = kind.frame({ subject: USER } as SequencedEvent<EventDefinition>, changes, USER);
    return JSON.parse(serializerOf(kind.data)(data)) as Record<string, unknown>;
  }

  it('contains the new value of every field that users can change in their profile', () => {
    for (const [name, { schema }] of fieldsOf(ChangeMeDto))
      expect(dataOf({ [name]: { before: null, after: schema.example } })).toEqual({ [name]: schema.example });
  });

  it('contains the new value of every field of the events from which it is made', () => {
    const fields = kind.on.flatMap(({ changes }) => Object.keys(changes));
    expect(fields).toEqual(expect.arrayContaining(['username', 'email', 'emailVerified', 'avatar']));
    for (const name of fields) {
      const after = name === 'emailVerified' ? true : 'new';
      const expected = name === 'avatar' ? { avatarUrl: 'https://id.example.com/new' } : { [name]: after };
      expect(dataOf({ [name]: { before: null, after } })).toEqual(expected);
    }
  });
});
