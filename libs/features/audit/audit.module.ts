import { Module } from '@nestjs/common';
import { ActivityController } from './activity/activity.controller';
import { ActivityService } from './activity/activity.service';
import { ConsumersController } from './consumers/consumers.controller';
import { ConsumersService } from './consumers/consumers.service';
import { AuditExportService } from './search/audit-export.service';
import { AuditSearchController } from './search/audit-search.controller';
import { EventsController } from './search/events.controller';
import { UserActivityController } from './search/user-activity.controller';
import { AuditSearchService } from './search/audit-search.service';

/** Reads the event log for the users concerned and for administrators. */
@Module({
  controllers: [
    ActivityController,
    AuditSearchController,
    ConsumersController,
    EventsController,
    UserActivityController,
  ],
  providers: [ActivityService, AuditExportService, AuditSearchService, ConsumersService],
  exports: [ConsumersService],
})
export class AuditModule {}
