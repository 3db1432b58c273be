import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Jobs } from '@platform/jobs/jobs';
import { ClusterNotificationRepository } from './cluster-notification.repository';

@Injectable()
export class ClusterNotificationPurge implements OnModuleInit {
  constructor(
    private readonly repository: ClusterNotificationRepository,
    private readonly jobs: Jobs,
  ) {}

  onModuleInit(): void {
    this.jobs.every({ name: 'signals.purge', seconds: 600, run: () => this.repository.purge() });
  }
}
