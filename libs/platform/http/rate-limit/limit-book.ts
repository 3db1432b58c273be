import { Injectable } from '@nestjs/common';
import { operationOf } from '../answers/operation';
import { HttpConfig } from '../http.config';
import { LIMIT_KINDS, limitKindOf, parseOverrides, type RateLimit } from './limits';

/** The limit of each route, worked out once. */
@Injectable()
export class LimitBook {
  private readonly overrides: ReturnType<typeof parseOverrides>;
  private readonly known = new Map<object, RateLimit>();

  constructor(private readonly config: HttpConfig) {
    this.overrides = parseOverrides(config.rateLimits);
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
