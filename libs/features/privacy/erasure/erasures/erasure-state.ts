import type { Id } from '@platform/ids/ids';
import type { TableRows } from '@platform/user-rows/user-row-search';

export type ErasureId = Id<'erasure'>;

export const ERASURE_STATES = ['pending_approval', 'scheduled', 'erasing', 'erased', 'cancelled'] as const;
export type ErasureState = (typeof ERASURE_STATES)[number];

/** `ledger`: the user was erased before, and a restored backup brought the data back. */
export const REQUESTER_KINDS = ['user', 'administrator', 'app', 'ledger'] as const;
export type RequesterKind = (typeof REQUESTER_KINDS)[number];

/** What the erasure found before it removed anything. */
export interface ErasureCounts {
  readonly tables: readonly TableRows[];
  readonly files: readonly { readonly provider: string; readonly files: number }[];
}
