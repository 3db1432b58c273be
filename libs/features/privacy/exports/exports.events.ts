import { defineEvent } from '@platform/event-log/definitions/define-event';
import { IdField, IntegerField, TimeField } from '@platform/http/fields/fields';
import type { ExportId } from './archive/export-id';

const EXPORT_ID = { description: 'The ID of the export.', example: '01993f0e-5a5e-7cc0-8f0e-0a1b2c3d4e5f' };

class ExportFacts {
  @IdField(EXPORT_ID)
  exportId: ExportId;
}

export class ExportReadyFacts {
  @IdField(EXPORT_ID)
  exportId: ExportId;

  @IntegerField({
    min: 0,
    max: Number.MAX_SAFE_INTEGER,
    description: 'The size of the archive in bytes.',
    example: 51_200,
  })
  size: number;

  @TimeField({ description: 'The time at which the file is deleted.', example: '2026-11-27T20:15:00.000Z' })
  expiresAt: string;
}

export const ExportRequested = defineEvent(
  'privacy.export_requested',
  1,
  ExportFacts,
  'A user requested an export of their data',
);
export const ExportReady = defineEvent(
  'privacy.export_ready',
  1,
  ExportReadyFacts,
  'An export was built and can be downloaded',
);
export const ExportFailed = defineEvent('privacy.export_failed', 1, ExportFacts, 'An export could not be built');
export const ExportDownloaded = defineEvent(
  'privacy.export_downloaded',
  1,
  ExportFacts,
  'A download of an export, or of a range of it, was started',
);
export const ExportExpired = defineEvent('privacy.export_expired', 1, ExportFacts, 'The file of an export was deleted');
