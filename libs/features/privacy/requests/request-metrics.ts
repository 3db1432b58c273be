import { Injectable } from '@nestjs/common';
import { Gauge } from 'prom-client';
import { Metrics } from '@platform/http/health/metrics';
import { PrivacyRequestRepository } from './request.repository';

@Injectable()
export class PrivacyRequestMetrics {
  constructor({ registry }: Metrics, requests: PrivacyRequestRepository) {
    new Gauge({
      name: 'userkeep_privacy_requests_overdue',
      help: 'Open requests of users about their data whose deadline has passed.',
      registers: [registry],
      async collect() {
        this.set(await requests.countOverdue());
      },
    });
  }
}
