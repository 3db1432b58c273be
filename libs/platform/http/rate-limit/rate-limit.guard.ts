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
import { RequestProblems } from '@platform/errors/platform.errors';
import { LimitBook } from './limit-book';

/** Second guard: every route has a limit, counted per account, or per network for whoever is not signed in. */
@Injectable()
export class RateLimitGuard extends ThrottlerGuard {
  constructor(
    @Inject(getOptionsToken()) options: ThrottlerModuleOptions,
    @Inject(getStorageToken()) storage: ThrottlerStorage,
    reflector: Reflector,
    private readonly limits: LimitBook,
  ) {
    super(options, storage, reflector);
  }

  /** The limit stands in our own book, so the reading of the library's decorators on every request is left out. */
  override async canActivate(context: ExecutionContext): Promise<boolean> {
    const http = context.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const limit = this.limits.limitOf(context.getHandler(), request.method);
    const key = `${limit.name}|${whoIsCounted(request)}`;
    const { totalHits, timeToExpire, isBlocked } = await this.storageService.increment(
      key,
      limit.seconds,
      limit.requests,
      0,
      limit.name,
    );
    const left = Math.max(0, limit.requests - totalHits);
    http.getResponse<FastifyReply>().headers({
      ratelimit: `"${limit.name}";r=${left};t=${timeToExpire}`,
      'ratelimit-policy': `"${limit.name}";q=${limit.requests};w=${limit.seconds}`,
    });
    if (isBlocked) throw tooMany(timeToExpire);
    return true;
  }
}

export function tooMany(seconds: number) {
  const wait = Math.max(1, Math.ceil(seconds));
  return RequestProblems.rate_limited({ parameters: { seconds: wait }, headers: { 'retry-after': String(wait) } });
}

/** Never something the caller can vary freely: not a token's text, not a header, not one IPv6 address of many. */
function whoIsCounted(request: FastifyRequest): string {
  const { principal, origin } = request.work;
  return principal?.kind === 'user' ? `user:${principal.userId}` : `net:${origin?.network}`;
}
