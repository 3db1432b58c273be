import type { Id } from '@platform/ids/ids';

/** The ID of one version of a text that users accept. */
export type ConsentTextId = Id<'consent text'>;
