import { ExportBuild } from '@features/privacy/exports/build/export-build';
import { ExportsService } from '@features/privacy/exports/requests/exports.service';
import type { TestApi } from '@test/support/test-api';
import type { Person, Scene } from '../world';

/** An export that can be downloaded. The walked product has no worker, and the session of the caller may be old. */
async function readyExport({ app }: TestApi, { id: userId }: Person): Promise<string> {
  const { id } = await app.get(ExportsService).request(userId);
  await app.get(ExportBuild).build(id);
  return id;
}

export function exportScenes(api: TestApi): Scene {
  return async (operationId, caller) => {
    if (operationId !== 'getExport' && operationId !== 'downloadExport') return undefined;
    return { path: { id: await readyExport(api, caller) } };
  };
}
