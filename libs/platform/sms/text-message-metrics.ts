import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Counter, Gauge } from 'prom-client';
import { Metrics } from '@platform/http/health/metrics';
import type { TextMessageKind } from './text-message.entity';
import { TextMessageRepository } from './text-message.repository';

type Outcome = 'sent' | 'failed' | 'refused' | 'limited';

/** Counts the attempts of this process, and the waiting messages of all processes. */
@Injectable()
export class TextMessageMetrics implements OnModuleInit {
  private attempts: Counter<'outcome' | 'kind' | 'country'>;

  constructor(
    private readonly metrics: Metrics,
    private readonly messages: TextMessageRepository,
  ) {}

  onModuleInit(): void {
    const registers = [this.metrics.registry];
    const { messages } = this;
    this.attempts = new Counter({
      name: 'userkeep_text_message_attempts_total',
      help: 'Attempts of this process to send a text message, by outcome, kind and country.',
      labelNames: ['outcome', 'kind', 'country'] as const,
      registers,
    });
    new Gauge({
      name: 'userkeep_text_messages_waiting',
      help: 'Waiting text messages of all processes.',
      registers,
      async collect() {
        this.set(await messages.countWaiting());
      },
    });
  }

  count(outcome: Outcome, kind: TextMessageKind, country: string): void {
    this.attempts.inc({ outcome, kind, country });
  }
}
