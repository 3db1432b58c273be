import type { Id } from '@platform/ids/ids';

export type IdentityId = Id<'identity'>;
