import type { Id } from '@platform/ids/ids';

export type __Name__EntryId = Id<'__name__ entry'>;
