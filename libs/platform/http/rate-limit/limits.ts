import { SetMetadata } from '@nestjs/common';
import type { CountedLimit } from '@platform/counters/shared-counters';

export interface RateLimit extends CountedLimit {
  readonly name: string;
  /** The RateLimit-Policy header. */
  readonly policy: string;
}

/**
 * The limits by kind of operation. A route declares its kind; RATE_LIMITS can override a kind or a single operation.
 */
export const LIMIT_KINDS = {
  read: { requests: 600, seconds: 60 },
  write: { requests: 120, seconds: 60 },
  credentials: { requests: 30, seconds: 60 },
  mail: { requests: 10, seconds: 60 },
  /** A backend calls this for each of its own requests. */
  check: { requests: 6000, seconds: 60 },
  export: { requests: 10, seconds: 60 },
  /** A new schema is checked against all stored values, so each answer says something about them. */
  schema: { requests: 60, seconds: 3600 },
  health: { requests: 6000, seconds: 60 },
} as const;

export type LimitKind = keyof typeof LIMIT_KINDS;

const LIMIT_KIND = 'userkeep:limit';

export const Limited = (kind: LimitKind) => SetMetadata(LIMIT_KIND, kind);

export function limitKindOf(handler: object, method: string): LimitKind {
  const named = Reflect.getMetadata(LIMIT_KIND, handler) as LimitKind | undefined;
  return named ?? (method === 'GET' || method === 'HEAD' ? 'read' : 'write');
}
