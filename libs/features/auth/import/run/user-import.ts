import { stat } from 'node:fs/promises';
import { Injectable } from '@nestjs/common';
import { KindCount } from '../../password/decoys/kind-count';
import { fingerprintOf } from '../file/fingerprint';
import { BatchWriter } from './batch-writer';
import { ImportLease, type HeldImport } from './import-lease';
import { ImportLedger } from './import-ledger.repository';
import {
  countsOf,
  further,
  NOTHING_YET,
  type ImportOutcome,
  type ImportProgress,
  type ImportRequest,
} from './import-request';
import { ImportTrial } from './import-trial';
import { StepForward } from './ledger-entry';
import { behind, inBatches, optionsOf } from './record-batches';
import { RecordCheck } from './record-check';
import { RefusedAgain } from './refused-again';
import { countsIn } from './sift';

/** Brings the users of a file in, a few hundred at a time, and goes on where it was interrupted. */
@Injectable()
export class UserImport {
  constructor(
    private readonly checks: RecordCheck,
    private readonly trial: ImportTrial,
    private readonly refusedAgain: RefusedAgain,
    private readonly batches: BatchWriter,
    private readonly leases: ImportLease,
    private readonly ledger: ImportLedger,
    private readonly kinds: KindCount,
  ) {}

  async run(request: ImportRequest): Promise<ImportOutcome> {
    const { size: totalBytes } = await stat(request.file);
    if (request.refusedAgain) return this.refusedAgain.run(request, totalBytes);
    return request.dryRun
      ? this.trial.run(request, { ...NOTHING_YET, totalBytes }, behind(0))
      : this.bringIn(request, totalBytes);
  }

  private async bringIn(request: ImportRequest, totalBytes: number): Promise<ImportOutcome> {
    const fingerprint = await fingerprintOf(request);
    const held = await this.leases.take(fingerprint, 'begun', request.signal);
    try {
      const outcome = held
        ? await this.goOn(request, fingerprint, held, totalBytes)
        : await this.finishedBefore(fingerprint, totalBytes);
      for await (const refusal of this.ledger.refusals(fingerprint)) request.onRefusal(refusal);
      return outcome;
    } finally {
      await held?.stop();
    }
  }

  private async goOn(
    request: ImportRequest,
    fingerprint: Buffer,
    { state }: HeldImport,
    totalBytes: number,
  ): Promise<ImportOutcome> {
    const options = await optionsOf(request);
    let progress: ImportProgress = { ...countsOf(state), bytes: 0, totalBytes, before: state.records };
    for await (const raws of inBatches(request, options, behind(state.records))) {
      if (request.signal.aborted) return { ...progress, end: 'interrupted' };
      const checked = await this.checks.checkAll(raws, options);
      const [from, to] = [progress.records, progress.records + raws.length];
      const sifted = await this.batches.write({ entry: new StepForward(fingerprint, state.lease, from, to), checked });
      progress = further(progress, countsIn(sifted), raws);
      request.onProgress(progress);
    }
    await this.ledger.finish(fingerprint, state.lease);
    await this.kinds.run();
    return { ...progress, bytes: totalBytes, end: 'finished' };
  }

  private async finishedBefore(fingerprint: Buffer, totalBytes: number): Promise<ImportOutcome> {
    const state = await this.ledger.find(fingerprint);
    if (!state) throw new Error('An import that has finished is not there.');
    return { ...countsOf(state), bytes: totalBytes, totalBytes, before: state.records, end: 'finished before' };
  }
}
