import { Injectable } from '@nestjs/common';
import { operationOf } from '../answers/operation';
import { HttpConfig } from '../http.config';
import { LIMIT_KINDS, limitKindOf, type RateLimit } from './limits';
import { overridesIn, type Override } from './overrides/overrides.rule';

/** The limit of each route, worked out once. */
@Injectable()
export class RateLimitSettings {
  private readonly overrides: ReadonlyMap<string, Override>;
  private readonly known = new Map<object, RateLimit>();

  constructor(private readonly config: HttpConfig) {
    this.overrides = overridesIn(config.rateLimits);
  }

  /** Entries of RATE_LIMITS that name neither an operation nor a kind, and so would limit nothing. */
  faultsOfNames(handlers: readonly object[]): string[] {
    const names = new Set<string | undefined>(handlers.map((handler) => operationOf(handler)?.id));
    return [...this.overrides.keys()]
      .filter((name) => !names.has(name) && !Object.hasOwn(LIMIT_KINDS, name))
      .map(
        (name) =>
          `RATE_LIMITS has ${name}, which is neither an operationId of openapi.json nor one of ${Object.keys(LIMIT_KINDS).join(', ')}.`,
      );
  }

  limitOf(handler: object, method: string): RateLimit {
    let limit = this.known.get(handler);
    if (!limit) {
      limit = this.workOut(handler, method);
      this.known.set(handler, limit);
    }
    return limit;
  }

  private workOut(handler: object, method: string): RateLimit {
    const kind = limitKindOf(handler, method);
    const name = operationOf(handler)?.id ?? kind;
    const chosen = this.overrides.get(name) ?? this.overrides.get(kind) ?? LIMIT_KINDS[kind];
    const { seconds } = chosen;
    const requests = Math.max(1, Math.round(chosen.requests * this.config.rateLimitScale));
    return { name, scope: `${seconds}:${name}`, requests, seconds, policy: `"${name}";q=${requests};w=${seconds}` };
  }
}
