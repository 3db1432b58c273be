import { createHash, timingSafeEqual } from 'node:crypto';
import { Controller, Get, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { RequestProblems } from '@platform/errors/platform.errors';
import { ForEveryone } from '../access/audience';
import { HttpConfig } from '../http.config';
import { Limited } from '../rate-limit/limits';
import { Metrics } from './metrics';

/** Serves Prometheus metrics to callers that send METRICS_TOKEN. All others get 404. It is not part of the public API. */
@ApiExcludeController()
@Controller('metrics')
export class MetricsController {
  constructor(
    private readonly config: HttpConfig,
    private readonly metrics: Metrics,
  ) {}

  @Get()
  @ForEveryone()
  @Limited('health')
  async read(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    if (!isBearer(request.headers.authorization, this.config.metricsToken)) throw RequestProblems.not_found();
    reply.type(this.metrics.registry.contentType);
    return this.metrics.registry.metrics();
  }
}

function isBearer(header: string | undefined, token: string | undefined): boolean {
  if (!token || !header) return false;
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(header), digest(`Bearer ${token}`));
}
