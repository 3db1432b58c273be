import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Jobs } from '@platform/jobs/jobs';
import { inBatches } from '@platform/persistence/in-batches';
import type { TopicId } from '../catalogue/topic.entity';
import { REMOVE_SUBSCRIPTIONS } from '../jobs';
import { SubscriptionRepository } from './subscription.repository';

/** Deletes the subscriptions of a deleted topic, of which there can be many. */
@Injectable()
export class SubscriptionRemoval implements OnModuleInit {
  constructor(
    private readonly jobs: Jobs,
    private readonly subscriptions: SubscriptionRepository,
  ) {}

  onModuleInit(): void {
    this.jobs.define<{ topicId: TopicId }>({
      name: REMOVE_SUBSCRIPTIONS,
      handle: ({ topicId }) => inBatches((limit) => this.subscriptions.removeSome(topicId, limit)),
    });
  }
}
