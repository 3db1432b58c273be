import type { FeaturePart } from '@platform/process/feature-part';
import { ReceivedReportEntity } from './received-report.entity';
import { ReceivedReportRepository } from './received-report.repository';
import { ReportSources } from './report-sources';
import { ReportsConfig } from './reports.config';
import { ReportsController } from './reports.controller';
import { ReportsService } from './reports.service';
import { REPORTS_USER_DATA } from './reports.user-data';
import { SnsCertificates } from './ses/sns-certificates';

/** Reports of email providers about bounces and complaints. */
export const REPORTS_PART: FeaturePart = {
  entities: [ReceivedReportEntity],
  controllers: [ReportsController],
  providers: [
    REPORTS_USER_DATA,
    ReceivedReportRepository,
    ReportSources,
    ReportsConfig,
    ReportsService,
    SnsCertificates,
  ],
};
