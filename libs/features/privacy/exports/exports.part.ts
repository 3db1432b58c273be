import './exports.migration';
import './exports.notifications';
import type { FeaturePart } from '@platform/process/feature-part';
import { ExportBuild } from './build/export-build';
import { ExportContent } from './build/export-content';
import { ExportsConfig } from './exports.config';
import { ExportsUserData } from './exports.user-data';
import { ExportImport } from './import/export-import';
import { ExpiredExports } from './requests/expired-exports';
import { ExportStream } from './requests/export-stream';
import { ExportsController } from './requests/exports.controller';
import { ExportsService } from './requests/exports.service';
import { ExportCiphers } from './store/export-ciphers';
import { ExportFiles } from './store/export-files';
import { ExportEntity } from './store/export.entity';
import { ExportRepository } from './store/export.repository';

/** Exports of users: their build, download and import. */
export const EXPORTS_PART: FeaturePart = {
  entities: [ExportEntity],
  controllers: [ExportsController],
  providers: [
    ExpiredExports,
    ExportBuild,
    ExportCiphers,
    ExportContent,
    ExportFiles,
    ExportImport,
    ExportRepository,
    ExportsConfig,
    ExportsService,
    ExportStream,
    ExportsUserData,
  ],
};
