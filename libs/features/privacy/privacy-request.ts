import type { Id } from '@platform/ids/ids';

export type PrivacyRequestId = Id<'privacy request'>;

/** What a person asks for. */
export const REQUEST_KINDS = ['export', 'erasure', 'rectification', 'objection'] as const;
export type RequestKind = (typeof REQUEST_KINDS)[number];

export const REQUEST_STATES = ['open', 'done', 'rejected'] as const;
export type RequestState = (typeof REQUEST_STATES)[number];
