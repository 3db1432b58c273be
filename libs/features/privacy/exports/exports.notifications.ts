import { IdField } from '@platform/http/fields/fields';
import { defineNotification } from '@platform/notifications/define-notification';
import { notifyOn } from '@platform/notifications/notify-on';
import { ACCOUNT_TOPIC } from '@platform/notifications/topics';
import { ExportFailed, ExportReady } from './exports.events';
import type { ExportId } from './archive/export-id';

class ExportData {
  @IdField({ description: 'The ID of the export.', example: '01993f0e-5a5e-7cc0-8f0e-0a1b2c3d4e5f' })
  exportId: ExportId;
}

/** This feature sends a mail as well. */
const EXPORT = { topic: ACCOUNT_TOPIC, channels: ['push'], data: ExportData } as const;

const ExportReadyNotification = defineNotification('privacy.export_ready', {
  ...EXPORT,
  texts: {
    en: { title: 'Your data export is ready', text: 'You can download it until it expires.' },
    de: { title: 'Ihr Datenexport ist bereit', text: 'Sie können ihn herunterladen, bis er abläuft.' },
  },
});
const ExportFailedNotification = defineNotification('privacy.export_failed', {
  ...EXPORT,
  texts: {
    en: { title: 'Your data export failed', text: 'Request another one. If it fails again, contact support.' },
    de: {
      title: 'Ihr Datenexport ist fehlgeschlagen',
      text: 'Fordern Sie einen neuen an. Wenn auch dieser fehlschlägt, wenden Sie sich an den Support.',
    },
  },
});

notifyOn({
  on: ExportReady,
  notification: ExportReadyNotification,
  partsFor: ({ facts: { exportId, expiresAt } }) => ({ data: { exportId }, expiresAt: new Date(expiresAt) }),
});
notifyOn({
  on: ExportFailed,
  notification: ExportFailedNotification,
  partsFor: ({ facts: { exportId } }) => ({ data: { exportId } }),
});
