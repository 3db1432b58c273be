import { Inject, Injectable, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import {
  getOptionsToken,
  getStorageToken,
  ThrottlerGuard,
  type ThrottlerModuleOptions,
  type ThrottlerStorage,
} from '@nestjs/throttler';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { callerIdOf } from '@platform/access/principal';
import { RequestProblems } from '@platform/errors/platform.errors';
import { SharedCounters, type CounterState } from '@platform/counters/shared-counters';
import { replyOf, requestOf } from '../request/request-of';
import { RateLimitSettings } from './rate-limit-settings';
import type { RateLimit } from './limits';

/** The second guard: every route has a limit, counted per account, or per network for unauthenticated callers. */
@Injectable()
export class RateLimitGuard extends ThrottlerGuard {
  constructor(
    @Inject(getOptionsToken()) options: ThrottlerModuleOptions,
    @Inject(getStorageToken()) storage: ThrottlerStorage,
    reflector: Reflector,
    private readonly limits: RateLimitSettings,
    private readonly counters: SharedCounters,
  ) {
    super(options, storage, reflector);
  }

  /** `RateLimitSettings` has the limits, so the decorators of the library need not be read on every request. */
  override canActivate(context: ExecutionContext): Promise<boolean> {
    const request = requestOf(context);
    const limit = this.limits.limitOf(context.getHandler(), request.method);
    const reply = replyOf(context);
    const state = this.counters.hit(limit, countedKeyOf(request));
    if (state instanceof Promise) return state.then((counted) => admit(limit, counted, reply));
    // Nest also accepts the plain value, which the type does not allow. A promise would double the cost.
    return admit(limit, state, reply) as unknown as Promise<boolean>;
  }
}

function admit(limit: RateLimit, { count, resetSeconds }: CounterState, reply: FastifyReply): true {
  const left = Math.max(0, limit.requests - count);
  reply.header('ratelimit', `"${limit.name}";r=${left};t=${resetSeconds}`);
  reply.header('ratelimit-policy', limit.policy);
  if (count > limit.requests) throw tooMany(resetSeconds);
  return true;
}

export function tooMany(seconds: number) {
  const wait = Math.max(1, Math.ceil(seconds));
  return RequestProblems.rate_limited({ parameters: { seconds: wait }, headers: { 'retry-after': String(wait) } });
}

/**
 * Returns the ID of the caller or the network, which can never be equal. It must not be a value that the caller can
 * vary freely, such as a token, a header or a single IPv6 address.
 */
function countedKeyOf(request: FastifyRequest): string {
  const { principal, origin } = request.work;
  return callerIdOf(principal) ?? origin?.network ?? 'unknown';
}
