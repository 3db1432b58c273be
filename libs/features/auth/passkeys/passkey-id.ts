import type { Id } from '@platform/ids/ids';

export type PasskeyId = Id<'passkey'>;
