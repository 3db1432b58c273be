import { Injectable } from '@nestjs/common';
import { IdField } from '@platform/http/fields/fields';
import { LiveStream } from '@platform/live-stream/live-stream';
import type { ExportId } from '../archive/export-id';
import { ExportReady } from '../exports.events';

class ExportReadyFrame {
  @IdField({ description: 'The ID of the export.', example: '01993f0e-5a5e-7cc0-8f0e-0a1b2c3d4e5f' })
  id: ExportId;
}

/** Tells the streams of a user that an export is ready. */
@Injectable()
export class ExportStream {
  constructor(stream: LiveStream) {
    stream.fromEvents({
      kind: 'export.ready',
      summary: 'An export of your data can be downloaded',
      on: [ExportReady],
      data: ExportReadyFrame,
      frame: ({ facts: { exportId } }) => ({ id: exportId }),
    });
  }
}
