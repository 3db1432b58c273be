import { defineEvent } from '@platform/event-log/definitions/define-event';
import { CHANGED_FIELDS } from '@platform/event-log/definitions/fact-words';
import { IdField, TextListField } from '@platform/http/fields/fields';
import type { __Name__EntryId } from './entry-id';
import { READ___NAME__ } from './__name__.permissions';

/** Facts stay readable after an erasure, so they contain IDs and the names of fields, and nothing personal. */
class __Name__EntryFacts {
  @IdField({ description: 'The ID of the entry.', example: '01993f0e-5a5e-7cc0-8f0e-0a1b2c3d4e5f' })
  entryId: __Name__EntryId;
}

class __Name__EntryChangedFacts extends __Name__EntryFacts {
  @TextListField({ ...CHANGED_FIELDS, example: ['title'] })
  fields: readonly string[];
}

export const __Name__EntryCreated = defineEvent(
  '__snake__.entry_created',
  1,
  __Name__EntryFacts,
  'An entry was created',
);
export const __Name__EntryDeleted = defineEvent(
  '__snake__.entry_deleted',
  1,
  __Name__EntryFacts,
  'An entry was deleted',
);

/** `changes` declares who reads the values before and after. The event log stores them sealed. */
export const __Name__EntryChanged = defineEvent(
  '__snake__.entry_changed',
  1,
  __Name__EntryChangedFacts,
  'An entry was changed',
  {
    changes: {
      title: { permission: READ___NAME__, sealed: true },
      details: { permission: READ___NAME__, sealed: true },
      attachment: { permission: READ___NAME__ },
    },
  },
);
