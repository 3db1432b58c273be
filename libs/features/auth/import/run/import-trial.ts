import { Injectable } from '@nestjs/common';
import { further, NOTHING_YET, type ImportOutcome, type ImportProgress, type ImportRequest } from './import-request';
import { inBatches, optionsOf } from './record-batches';
import { RecordCheck } from './record-check';
import { SeenNames } from './seen-names';
import { Sift } from './sift';

/** Everything but writing. */
@Injectable()
export class ImportTrial {
  constructor(
    private readonly checks: RecordCheck,
    private readonly sift: Sift,
  ) {}

  async run(request: ImportRequest, totalBytes: number): Promise<ImportOutcome> {
    const options = await optionsOf(request);
    const seen = new SeenNames();
    let progress: ImportProgress = { ...NOTHING_YET, totalBytes };
    for await (const raws of inBatches(request, options, () => true)) {
      if (request.signal.aborted) return { ...progress, end: 'interrupted' };
      const { accepted, refusals } = await this.sift.run(await this.checks.checkAll(raws, options), seen);
      for (const refusal of refusals) request.onRefusal(refusal);
      const withoutPassword = accepted.filter(({ password }) => password === undefined).length;
      progress = further(progress, { created: accepted.length, withoutPassword, refused: refusals.length }, raws);
      request.onProgress(progress);
    }
    return { ...progress, bytes: totalBytes, end: 'finished' };
  }
}
