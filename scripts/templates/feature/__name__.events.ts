import { defineEvent } from '@platform/events/define-event';
import { READ___NAME__ } from './__name__.permissions';

interface EntryFacts {
  readonly entryId: string;
}

/** Facts leave the transaction, so they contain IDs and names of fields, and nothing personal. */
export const __Name__EntryCreated = defineEvent<EntryFacts>('__snake__.entry_created', 'An entry was created');
export const __Name__EntryDeleted = defineEvent<EntryFacts>('__snake__.entry_deleted', 'An entry was deleted');

/** `changes` declares who reads the values before and after. Only the audit log stores them, encrypted. */
export const __Name__EntryChanged = defineEvent<EntryFacts & { readonly fields: readonly string[] }>(
  '__snake__.entry_changed',
  'An entry was changed',
  {
    changes: {
      title: { permission: READ___NAME__, sealed: true },
      details: { permission: READ___NAME__, sealed: true },
      attachment: { permission: READ___NAME__ },
    },
  },
);
