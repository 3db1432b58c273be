import { Module } from '@nestjs/common';
import { WebhookDocument } from '@platform/http/docs/webhook-document';
import { EventMetrics } from './consumers/event-metrics';
import { DescribedEvents } from './described/webhooks';
import { ResponseSubjects } from './response-subjects';

/** What the event log adds to the HTTP layer, which does not know it. */
@Module({
  providers: [EventMetrics, ResponseSubjects, { provide: WebhookDocument, useClass: DescribedEvents }],
})
export class EventLogHttpModule {}
