import { Injectable } from '@nestjs/common';
import type { Changes } from '@platform/event-log/changes/changes';
import { IdField, IntegerField, JsonField, TextField } from '@platform/http/fields/fields';
import { LiveStream } from '@platform/live-stream/live-stream';
import type { SessionId } from '@platform/ids/ids';
import { NAMESPACE } from '../preference-names.rule';
import { partsOfField, PreferencesChanged } from '../preferences.events';

class PreferencesChangedFrame {
  @TextField({ max: 40, pattern: NAMESPACE, description: 'The namespace.', example: 'ui' })
  namespace: string;

  @JsonField({
    description: 'The changed keys with their new values; null for a key that follows its default again.',
    example: { theme: 'dark' },
  })
  values: Record<string, unknown>;

  @IntegerField({ min: 1, max: 4_294_967_295, description: 'The new version of the document.', example: 3 })
  version: number;

  @IdField({
    optional: true,
    description: 'The session whose device has these values. Absent if they apply to all devices.',
    example: '01993f0e-5a5e-7cc0-8f0e-0a1b2c3d4e5f',
  })
  sessionId?: SessionId;
}

/** Tells the streams of a user about their preferences. */
@Injectable()
export class PreferencesStream {
  constructor(stream: LiveStream) {
    stream.fromEvents({
      kind: 'preferences.changed',
      summary: 'Your preferences changed. The language is part of `profile.changed`, as `locale`',
      on: [PreferencesChanged],
      data: PreferencesChangedFrame,
      frame: ({ facts: { version, sessionId } }, changes) => {
        const [field] = Object.keys(changes);
        // The user cannot read any of the changed keys.
        if (field === undefined) return undefined;
        const { namespace } = partsOfField(field);
        const values = visibleValues(changes);
        return { namespace, values, version, ...(sessionId && { sessionId }) };
      },
    });
  }
}

function visibleValues(changes: Changes): Record<string, unknown> {
  return Object.fromEntries(Object.entries(changes).map(([field, { after }]) => [partsOfField(field).key, after]));
}
