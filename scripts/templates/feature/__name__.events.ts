import { defineEvent } from '@platform/events/define-event';

/** The text of an entry is private, so the event has only its ID. */
export const __Name__EntryAdded = defineEvent<{ entryId: string }>('__name__.entry_added', 'An entry was added');
export const __Name__EntryRemoved = defineEvent<{ entryId: string }>('__name__.entry_removed', 'An entry was removed');
