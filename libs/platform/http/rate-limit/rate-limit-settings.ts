import { Injectable } from '@nestjs/common';
import { operationOf } from '../answers/operation';
import { HttpConfig } from '../http.config';
import { LIMIT_KINDS, limitKindOf, type RateLimit } from './limits';
import { overridesIn, type Override } from './overrides/overrides.rule';

/** The limit of each route, computed once. */
@Injectable()
export class RateLimitSettings {
  private readonly overrides: ReadonlyMap<string, Override>;
  private readonly computed = new Map<object, RateLimit>();

  constructor(private readonly config: HttpConfig) {
    this.overrides = overridesIn(config.rateLimits);
  }

  /**
   * Returns a fault for each entry of RATE_LIMITS that names neither an operation nor a kind, and would have no effect.
   */
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
    let limit = this.computed.get(handler);
    if (!limit) {
      limit = this.computeLimit(handler, method);
      this.computed.set(handler, limit);
    }
    return limit;
  }

  private computeLimit(handler: object, method: string): RateLimit {
    const kind = limitKindOf(handler, method);
    const name = operationOf(handler)?.id ?? kind;
    const chosen = this.overrides.get(name) ?? this.overrides.get(kind) ?? LIMIT_KINDS[kind];
    const { seconds } = chosen;
    const requests = Math.max(1, Math.round(chosen.requests * this.config.rateLimitScale));
    return { name, scope: `${seconds}:${name}`, requests, seconds, policy: `"${name}";q=${requests};w=${seconds}` };
  }
}
