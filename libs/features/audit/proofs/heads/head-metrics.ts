import { Injectable } from '@nestjs/common';
import { Gauge } from 'prom-client';
import { PositionRepository } from '@platform/event-log/positions/position.repository';
import { Metrics } from '@platform/http/health/metrics';
import { AuditLogRepository } from '../log/audit-log.repository';
import { CheckpointRepository } from '../log/checkpoint.repository';
import { HeadRepository } from './head.repository';

@Injectable()
export class HeadMetrics {
  constructor(
    { registry }: Metrics,
    logs: AuditLogRepository,
    checkpoints: CheckpointRepository,
    positions: PositionRepository,
    heads: HeadRepository,
  ) {
    const registers = [registry];
    new Gauge({
      name: 'userkeep_audit_unproven_events',
      help: 'Events that no signed checkpoint of the audit log contains yet.',
      registers,
      async collect() {
        this.set(Math.max(0, (await positions.newest()) - (await checkpoints.provenPosition())));
      },
    });
    new Gauge({
      name: 'userkeep_audit_log_forked',
      help: '1 if the audit log does not continue what was signed before, for example after a rollback.',
      registers,
      async collect() {
        this.set((await logs.current())?.fork ? 1 : 0);
      },
    });
    new Gauge({
      name: 'userkeep_audit_destination_failing_seconds',
      help: 'Seconds since a destination started to reject checkpoints of the audit log; 0 if it accepts them.',
      labelNames: ['destination'],
      registers,
      async collect() {
        this.reset();
        for (const { destination, failingFor } of await heads.all()) this.set({ destination }, failingFor ?? 0);
      },
    });
  }
}
