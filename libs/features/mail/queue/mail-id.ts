import type { Id } from '@platform/ids/ids';

export type MailId = Id<'mail'>;
