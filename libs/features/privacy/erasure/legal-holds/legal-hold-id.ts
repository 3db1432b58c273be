import type { Id } from '@platform/ids/ids';

export type LegalHoldId = Id<'legal hold'>;
