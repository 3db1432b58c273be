import { SetMetadata } from '@nestjs/common';
import type { CountedLimit } from '@platform/counters/shared-counters';

export interface RateLimit extends CountedLimit {
  readonly name: string;
  /** The RateLimit-Policy header. */
  readonly policy: string;
}

/** The kinds of work a limit is set for; a route names one, RATE_LIMITS may override a kind or an operation. */
export const LIMIT_KINDS = {
  read: { requests: 600, seconds: 60 },
  write: { requests: 120, seconds: 60 },
  credentials: { requests: 30, seconds: 60 },
  mail: { requests: 10, seconds: 60 },
  export: { requests: 10, seconds: 60 },
  health: { requests: 6000, seconds: 60 },
} as const;

export type LimitKind = keyof typeof LIMIT_KINDS;

const LIMIT_KIND = 'userkeep:limit';

export const Limited = (kind: LimitKind) => SetMetadata(LIMIT_KIND, kind);

export function limitKindOf(handler: object, method: string): LimitKind {
  const named = Reflect.getMetadata(LIMIT_KIND, handler) as LimitKind | undefined;
  return named ?? (method === 'GET' || method === 'HEAD' ? 'read' : 'write');
}

/** Reads `login=20/60` style overrides; throws a sentence for one that is not of that form. */
export function parseOverrides(
  entries: readonly string[],
): ReadonlyMap<string, Pick<RateLimit, 'requests' | 'seconds'>> {
  return new Map(
    entries.map((entry) => {
      const parts = /^([A-Za-z.]+)=(\d{1,7})\/(\d{1,5})$/.exec(entry);
      if (!parts || Number(parts[2]) < 1 || Number(parts[3]) < 1) {
        throw new Error(`RATE_LIMITS has ${entry}, which is not of the form name=requests/seconds.`);
      }
      return [parts[1] as string, { requests: Number(parts[2]), seconds: Number(parts[3]) }];
    }),
  );
}
