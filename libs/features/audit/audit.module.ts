import './audit.migration';
import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { ActivityController } from './activity/activity.controller';
import { ActivityService } from './activity/activity.service';
import { AuditUserData } from './audit.user-data';
import { AuditEntryEntity } from './log/audit-entry.entity';
import { AuditLogRepository } from './log/audit-log.repository';
import { AuditReader } from './log/audit-reader';
import { AuditRecorder } from './log/audit-recorder';
import { AuditExportService } from './search/audit-export.service';
import { AuditSearchController } from './search/audit-search.controller';
import { UserActivityController } from './search/user-activity.controller';
import { AuditSearchService } from './search/audit-search.service';

/** The audit log: written with every change, read by the users concerned and by administrators. */
@Module({
  imports: [TypeOrmModule.forFeature([AuditEntryEntity])],
  controllers: [ActivityController, AuditSearchController, UserActivityController],
  providers: [
    ActivityService,
    AuditExportService,
    AuditUserData,
    AuditLogRepository,
    AuditReader,
    AuditRecorder,
    AuditSearchService,
  ],
})
export class AuditModule {}
