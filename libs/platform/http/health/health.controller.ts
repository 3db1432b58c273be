import { Controller, Get, Res } from '@nestjs/common';
import { ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { isTolerated, TOLERATED_SKEW_MS } from '@platform/cluster-notifications/clock-skew.rule';
import { ClusterNotifications } from '@platform/cluster-notifications/cluster-notifications';
import { ForEveryone } from '../access/audience';
import { defineTag } from '../docs/tags';
import { Operation } from '../answers/operation';
import { Limited } from '../rate-limit/limits';
import { LiveDto, ReadyDto, type ClockDto } from './health.dto';
import { Readiness } from './readiness';

const HEALTH = defineTag(900, 'Health', 'Liveness and readiness of this node and its dependencies.');

@ApiTags(HEALTH)
@Controller('health')
export class HealthController {
  constructor(
    private readonly readiness: Readiness,
    private readonly cluster: ClusterNotifications,
  ) {}

  @Get('live')
  @ForEveryone()
  @Limited('health')
  @Operation({ id: 'getLiveness', summary: 'Check liveness', status: 200, answer: LiveDto })
  live(): LiveDto {
    return { state: 'live' };
  }

  @Get('ready')
  @ForEveryone()
  @Limited('health')
  @Operation({ id: 'getReadiness', summary: 'Check readiness', status: 200, answer: ReadyDto })
  @ApiResponse({ status: 503, description: 'The node is not ready.', type: ReadyDto })
  async ready(@Res({ passthrough: true }) reply: FastifyReply): Promise<ReadyDto> {
    const state = await this.readiness.state();
    if (!state.ready) reply.status(503).header('retry-after', '1');
    return { ...state, clock: clockOf(this.cluster.clockSkewMs) };
  }
}

/** Clock skew does not make the node unready, because it only affects TOTP codes and ID tokens. */
function clockOf(skewMs: number | undefined): ClockDto {
  if (skewMs === undefined) return { state: 'unknown', skewMs: null, toleratedMs: TOLERATED_SKEW_MS };
  return { state: isTolerated(skewMs) ? 'ok' : 'warning', skewMs, toleratedMs: TOLERATED_SKEW_MS };
}
