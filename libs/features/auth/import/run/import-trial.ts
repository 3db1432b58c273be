import { Injectable } from '@nestjs/common';
import { further, type ImportOutcome, type ImportProgress, type OpenedImport } from './import-request';
import { inBatches, optionsOf } from './record-batches';
import { RecordCheck } from './record-check';
import { SeenNames } from './seen-names';
import { countsIn, Sift } from './sift';

/** Everything but writing. */
@Injectable()
export class ImportTrial {
  constructor(
    private readonly checks: RecordCheck,
    private readonly sift: Sift,
  ) {}

  async run(
    request: OpenedImport,
    begin: ImportProgress,
    isWanted: (record: number) => boolean,
  ): Promise<ImportOutcome> {
    const options = await optionsOf(request);
    const seen = new SeenNames();
    let progress = begin;
    for await (const raws of inBatches(request, options, isWanted)) {
      if (request.signal.aborted) return { ...progress, end: 'interrupted' };
      const sifted = await this.sift.run(await this.checks.checkAll(raws, options), seen);
      for (const refusal of sifted.refusals) request.onRefusal(refusal);
      progress = further(progress, countsIn(sifted), raws);
      request.onProgress(progress);
    }
    return { ...progress, bytes: begin.totalBytes, end: 'finished' };
  }
}
