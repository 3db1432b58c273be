import { stat } from 'node:fs/promises';
import { Injectable } from '@nestjs/common';
import { KindCount } from '@features/auth';
import { fingerprintOf } from '../file/fingerprint';
import { UnchangedFiles } from '../file/unchanged-files';
import { BatchWriter } from './batch-writer';
import { ImportLease, type LockedImport } from './import-lease';
import { ImportLedger } from './import-ledger.repository';
import {
  countsOf,
  advanced,
  NOTHING_YET,
  type ImportOutcome,
  type ImportProgress,
  type ImportRequest,
  type OpenedImport,
} from './import-request';
import { ImportDryRun } from './import-dry-run';
import { AdvanceEntry } from './ledger-entry';
import { after, inBatches, optionsOf } from './record-batches';
import { RecordCheck } from './record-check';
import { RefusedRecordsRetry } from './refused-records-retry';
import { countsIn } from './record-filter';

/** Imports the users of a file in batches of a few hundred, and resumes an interrupted import. */
@Injectable()
export class UserImport {
  constructor(
    private readonly checks: RecordCheck,
    private readonly dryRuns: ImportDryRun,
    private readonly refusedAgain: RefusedRecordsRetry,
    private readonly batches: BatchWriter,
    private readonly leases: ImportLease,
    private readonly ledger: ImportLedger,
    private readonly kinds: KindCount,
  ) {}

  async run(request: ImportRequest): Promise<ImportOutcome> {
    // The check starts before the file is read, so that the fingerprint matches the imported content.
    const unchanged = await UnchangedFiles.of([request.file, request.hashesFile]);
    const { size: totalBytes } = await stat(request.file);
    const opened = { ...request, totalBytes, unchanged };
    if (request.refusedAgain) return this.refusedAgain.run(opened);
    const fingerprint = await fingerprintOf(request);
    return request.dryRun ? this.dryRun(opened, fingerprint) : this.importFile(opened, fingerprint);
  }

  /** A dry run starts at the current position of the file. */
  private async dryRun(request: OpenedImport, fingerprint: Buffer): Promise<ImportOutcome> {
    const state = await this.ledger.find(fingerprint);
    if (state?.finishedAt) return this.finishedBefore(request, fingerprint);
    const { records } = state ?? NOTHING_YET;
    const begin = { ...NOTHING_YET, totalBytes: request.totalBytes, records, before: records };
    return this.dryRuns.run(request, begin, after(records));
  }

  private async importFile(request: OpenedImport, fingerprint: Buffer): Promise<ImportOutcome> {
    const locked = await this.leases.take(fingerprint, 'begun', request.signal);
    try {
      if (!locked) return await this.finishedBefore(request, fingerprint);
      const outcome = await this.resume(request, fingerprint, locked);
      await this.reportRefusals(request, fingerprint);
      return outcome;
    } finally {
      await locked?.stop();
    }
  }

  private async resume(request: OpenedImport, fingerprint: Buffer, { state }: LockedImport): Promise<ImportOutcome> {
    const { totalBytes } = request;
    const options = await optionsOf(request);
    let progress: ImportProgress = { ...countsOf(state), bytes: 0, totalBytes, before: state.records };
    for await (const raws of inBatches(request, options, after(state.records))) {
      if (request.signal.aborted) return { ...progress, end: 'interrupted' };
      const checked = await this.checks.checkAll(raws, options);
      const [from, to] = [progress.records, progress.records + raws.length];
      const filtered = await this.batches.write({
        entry: new AdvanceEntry(fingerprint, state.lease, from, to),
        checked,
      });
      progress = advanced(progress, countsIn(filtered), raws);
      request.onProgress(progress);
    }
    await this.ledger.finish(fingerprint, state.lease);
    await this.kinds.run();
    return { ...progress, bytes: totalBytes, end: 'finished' };
  }

  private async finishedBefore(request: OpenedImport, fingerprint: Buffer): Promise<ImportOutcome> {
    const { totalBytes } = request;
    const state = await this.ledger.find(fingerprint);
    if (!state) throw new Error('The state of a finished import is missing.');
    await this.reportRefusals(request, fingerprint);
    return { ...countsOf(state), bytes: totalBytes, totalBytes, before: state.records, end: 'finished before' };
  }

  private async reportRefusals(request: OpenedImport, fingerprint: Buffer): Promise<void> {
    for await (const refusal of this.ledger.refusals(fingerprint)) request.onRefusal(refusal);
  }
}
