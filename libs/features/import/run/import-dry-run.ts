import { Injectable } from '@nestjs/common';
import { advanced, type ImportOutcome, type ImportProgress, type OpenedImport } from './import-request';
import { inBatches, optionsOf } from './record-batches';
import { RecordCheck } from './record-check';
import { SeenNames } from './seen-names';
import { countsIn, RecordFilter } from './record-filter';

/** Runs an import without writing anything. */
@Injectable()
export class ImportDryRun {
  constructor(
    private readonly checks: RecordCheck,
    private readonly filter: RecordFilter,
  ) {}

  async run(
    request: OpenedImport,
    begin: ImportProgress,
    isIncluded: (record: number) => boolean,
  ): Promise<ImportOutcome> {
    const options = await optionsOf(request);
    const seen = new SeenNames();
    let progress = begin;
    for await (const raws of inBatches(request, options, isIncluded)) {
      if (request.signal.aborted) return { ...progress, end: 'interrupted' };
      const filtered = await this.filter.run(await this.checks.checkAll(raws, options), seen);
      for (const refusal of filtered.refusals) request.onRefusal(refusal);
      progress = advanced(progress, countsIn(filtered), raws);
      request.onProgress(progress);
    }
    return { ...progress, bytes: begin.totalBytes, end: 'finished' };
  }
}
