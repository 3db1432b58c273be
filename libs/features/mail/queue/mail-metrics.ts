import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Counter, Gauge } from 'prom-client';
import { Metrics } from '@platform/http/health/metrics';
import { MailRepository } from './mail.repository';

type Outcome = 'sent' | 'failed' | 'refused';

/** What became of attempts in this process, and what waits or has failed in all of them. */
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
      help: 'Attempts of this process to hand a mail over, by outcome.',
      labelNames: ['outcome'] as const,
      registers,
    });
    new Gauge({
      name: 'userkeep_mails',
      help: 'Mails that wait to be sent, and mails that could not be.',
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
