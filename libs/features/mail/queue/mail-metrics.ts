import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Counter, Gauge } from 'prom-client';
import { Metrics } from '@platform/http/health/metrics';
import { MailRepository } from './mail.repository';

type Outcome = 'sent' | 'failed' | 'refused' | 'suppressed';

/** Counts the delivery attempts and suppressed mails of this process, and the waiting and failed mails of all processes. */
@Injectable()
export class MailMetrics implements OnModuleInit {
  private attempts: Counter<'outcome'>;

  constructor(
    private readonly metrics: Metrics,
    private readonly mails: MailRepository,
  ) {}

  onModuleInit(): void {
    const registers = [this.metrics.registry];
    const { mails } = this;
    this.attempts = new Counter({
      name: 'userkeep_mail_attempts_total',
      help: 'Delivery attempts of this process by outcome.',
      labelNames: ['outcome'] as const,
      registers,
    });
    new Gauge({
      name: 'userkeep_mails',
      help: 'Waiting and failed emails of all processes.',
      labelNames: ['state'] as const,
      registers,
      async collect() {
        const { waiting, failed } = await mails.countOpen();
        this.set({ state: 'waiting' }, waiting);
        this.set({ state: 'failed' }, failed);
      },
    });
  }

  count(outcome: Outcome): void {
    this.attempts.inc({ outcome });
  }
}
