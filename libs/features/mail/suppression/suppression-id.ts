import type { Id } from '@platform/ids/ids';

export type SuppressionId = Id<'email suppression'>;
