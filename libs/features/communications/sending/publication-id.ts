import type { Id } from '@platform/ids/ids';

/** Identifies a notification that the app sends. */
export type PublicationId = Id<'publication'>;
