import { defineEvent } from '@platform/events/define-event';

/** What is said in an entry is no fact for others, so only its id travels. */
export const __Name__EntryAdded = defineEvent<{ entryId: string }>('__name__.entry_added', 'An entry was added');
export const __Name__EntryRemoved = defineEvent<{ entryId: string }>('__name__.entry_removed', 'An entry was removed');
