import { Injectable } from '@nestjs/common';
import { KindCount } from '@features/auth';
import { fingerprintOf } from '../file/fingerprint';
import { BatchWriter } from './batch-writer';
import { ImportLease, type LockedImport } from './import-lease';
import { ImportLedger } from './import-ledger.repository';
import {
  advanced,
  NOTHING_YET,
  type ImportOutcome,
  type ImportProgress,
  type ImportRequest,
  type OpenedImport,
} from './import-request';
import { ImportDryRun } from './import-dry-run';
import { RetryEntry } from './ledger-entry';
import { inBatches, optionsOf } from './record-batches';
import { RecordCheck } from './record-check';
import { countsIn } from './record-filter';

/** The file has no records that can be retried. The message gives the reason. */
export class NothingToRetry extends Error {}

/**
 * Retries the rejected records of a finished file. The remaining work is what is still rejected, so an interrupted run
 * needs no position.
 */
@Injectable()
export class RefusedRecordsRetry {
  constructor(
    private readonly checks: RecordCheck,
    private readonly dryRuns: ImportDryRun,
    private readonly batches: BatchWriter,
    private readonly leases: ImportLease,
    private readonly ledger: ImportLedger,
    private readonly kinds: KindCount,
  ) {}

  async run(request: OpenedImport): Promise<ImportOutcome> {
    const fingerprint = await this.finishedFile(request);
    const begin = { ...NOTHING_YET, totalBytes: request.totalBytes };
    if (request.dryRun) return this.dryRuns.run(request, begin, await this.refusedIn(fingerprint));
    const locked = await this.leases.take(fingerprint, 'finished', request.signal);
    if (!locked) throw new Error('The state of a finished import is missing.');
    try {
      const outcome = await this.retry(request, fingerprint, locked, begin);
      let refused = 0;
      for await (const refusal of this.ledger.refusals(fingerprint)) {
        request.onRefusal(refusal);
        refused++;
      }
      return { ...outcome, refused };
    } finally {
      await locked.stop();
    }
  }

  private async retry(
    request: OpenedImport,
    fingerprint: Buffer,
    { state }: LockedImport,
    begin: ImportProgress,
  ): Promise<ImportOutcome> {
    const isRefused = await this.refusedIn(fingerprint);
    const options = await optionsOf(request);
    let progress = begin;
    for await (const raws of inBatches(request, options, isRefused)) {
      if (request.signal.aborted) return { ...progress, end: 'interrupted' };
      const checked = await this.checks.checkAll(raws, options);
      const entry = new RetryEntry(fingerprint, state.lease, state.created + progress.created);
      const filtered = await this.batches.write({ entry, checked });
      progress = advanced(progress, countsIn(filtered), raws);
      request.onProgress(progress);
    }
    await this.kinds.run();
    return { ...progress, bytes: begin.totalBytes, end: 'finished' };
  }

  /** The hashes may have been provided later than the file. */
  private async finishedFile(request: ImportRequest): Promise<Buffer> {
    for (const hashesFile of new Set([request.hashesFile, undefined])) {
      const fingerprint = await fingerprintOf({ ...request, hashesFile });
      if ((await this.ledger.find(fingerprint))?.finishedAt) return fingerprint;
    }
    throw new NothingToRetry('This file has not been imported completely. Import it without --refused-again first.');
  }

  private async refusedIn(fingerprint: Buffer): Promise<(record: number) => boolean> {
    const records = new Set(await this.ledger.refusedRecords(fingerprint));
    if (records.size > 0) return (record) => records.has(record);
    const { refused = 0 } = (await this.ledger.find(fingerprint)) ?? {};
    throw new NothingToRetry(
      refused > 0
        ? 'The rejected records of this file are no longer stored, because they are kept for 30 days only. Import the corrected records as a new file.'
        : 'No record of this file was rejected, so there is nothing to retry.',
    );
  }
}
