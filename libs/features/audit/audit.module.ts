import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { MailModule } from '@features/mail';
import './audit.migration';
import { ActivityController } from './activity/activity.controller';
import { ActivityRecorder } from './activity/activity-recorder';
import { ActivityService } from './activity/activity.service';
import { ConsumersController } from './consumers/consumers.controller';
import { ConsumersService } from './consumers/consumers.service';
import { ClientEventEntity } from './activity/client-event.entity';
import { ClientEventRepository } from './activity/client-event.repository';
import { ActivityTypeCache } from './activity-types/activity-type-cache';
import { ActivityTypeEntity } from './activity-types/activity-type.entity';
import { ActivityTypeRepository } from './activity-types/activity-type.repository';
import { ActivityTypesController } from './activity-types/activity-types.controller';
import { ActivityTypesService } from './activity-types/activity-types.service';
import { AUDIT_USER_DATA } from './audit.user-data';
import { AuditLogAdmin } from './proofs/log/audit-log-admin';
import { PROOF_CONTROLLERS, PROOF_ENTITIES, PROOF_PROVIDERS } from './proofs/proofs.part';
import { AuditExportService } from './search/audit-export.service';
import { AuditSearchController } from './search/audit-search.controller';
import { EventsController } from './search/events.controller';
import { UserActivityController } from './search/user-activity.controller';
import { AuditSearchService } from './search/audit-search.service';
import { SiemConfig } from './siem/siem.config';
import { SiemStream } from './siem/siem-stream';
import { VersionReader } from './versions/version-reader';
import { VersionsController } from './versions/versions.controller';
import { VersionsService } from './versions/versions.service';

/** Reads the event log for the users concerned and for administrators, and records the events of the app. */
@Module({
  imports: [MailModule, TypeOrmModule.forFeature([ActivityTypeEntity, ClientEventEntity, ...PROOF_ENTITIES])],
  controllers: [
    ActivityController,
    ActivityTypesController,
    AuditSearchController,
    ConsumersController,
    EventsController,
    UserActivityController,
    ...PROOF_CONTROLLERS,
    VersionsController,
  ],
  providers: [
    ActivityRecorder,
    ActivityService,
    ActivityTypeCache,
    ActivityTypeRepository,
    ActivityTypesService,
    AUDIT_USER_DATA,
    AuditExportService,
    AuditSearchService,
    ClientEventRepository,
    ConsumersService,
    SiemConfig,
    SiemStream,
    ...PROOF_PROVIDERS,
    VersionReader,
    VersionsService,
  ],
  exports: [AuditLogAdmin, ConsumersService],
})
export class AuditModule {}
