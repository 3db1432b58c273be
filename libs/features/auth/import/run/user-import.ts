import { stat } from 'node:fs/promises';
import { Injectable } from '@nestjs/common';
import { KindCount } from '../../password/decoys/kind-count';
import type { FirebaseParameters } from '../../password/foreign/firebase-scrypt';
import { fingerprintOf } from '../file/fingerprint';
import type { RawRecord } from '../file/raw-record';
import { readHashes } from '../file/read-hashes';
import { readRecords } from '../file/read-records';
import { formatCalled } from '../formats/formats';
import type { Refusal } from '../import-refused';
import { BatchWriter } from './batch-writer';
import { ImportLease, type HeldImport } from './import-lease';
import { ImportLedger } from './import-ledger.repository';
import { RecordCheck, type CheckOptions } from './record-check';
import { SeenNames } from './seen-names';
import { Sift } from './sift';

const BATCH = 300;

export interface ImportRequest {
  readonly file: string;
  readonly format: string;
  readonly firebase?: FirebaseParameters;
  /** Hashes that were exported in a file of their own. */
  readonly hashesFile?: string;
  readonly withoutUsernames: boolean;
  readonly dryRun: boolean;
  /** Ends the run after the batch it is at. */
  readonly signal: AbortSignal;
  onProgress(progress: ImportProgress): void;
  /** Each of all refusals of the file, in their order, once they are known. */
  onRefusal(refusal: Refusal): void;
}

export interface ImportProgress {
  readonly bytes: number;
  readonly totalBytes: number;
  /** Records behind us, and how many of them before this run. */
  readonly records: number;
  readonly before: number;
  readonly created: number;
  readonly withoutPassword: number;
  readonly refused: number;
}

export interface ImportOutcome extends ImportProgress {
  readonly end: 'finished' | 'interrupted' | 'finished before';
}

/** Brings the users of a file in, a few hundred at a time, and goes on where it was interrupted. */
@Injectable()
export class UserImport {
  constructor(
    private readonly checks: RecordCheck,
    private readonly sift: Sift,
    private readonly batches: BatchWriter,
    private readonly leases: ImportLease,
    private readonly ledger: ImportLedger,
    private readonly kinds: KindCount,
  ) {}

  async run(request: ImportRequest): Promise<ImportOutcome> {
    const { size: totalBytes } = await stat(request.file);
    return request.dryRun ? this.tryOut(request, totalBytes) : this.bringIn(request, totalBytes);
  }

  private async bringIn(request: ImportRequest, totalBytes: number): Promise<ImportOutcome> {
    const fingerprint = await fingerprintOf(request.format, [request.file, ...files(request.hashesFile)]);
    const held = await this.leases.take(fingerprint, request.signal);
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
    for await (const raws of inBatches(request, options, state.records)) {
      if (request.signal.aborted) return { ...progress, end: 'interrupted' };
      const checked = await this.checkAll(raws, options);
      const [from, to] = [progress.records, progress.records + raws.length];
      const advance = await this.batches.write({ fingerprint, lease: state.lease, from, to, checked });
      progress = further(progress, advance, raws);
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

  /** Everything but writing. */
  private async tryOut(request: ImportRequest, totalBytes: number): Promise<ImportOutcome> {
    const options = await optionsOf(request);
    const seen = new SeenNames();
    let progress: ImportProgress = { ...NOTHING, totalBytes };
    for await (const raws of inBatches(request, options, 0)) {
      if (request.signal.aborted) return { ...progress, end: 'interrupted' };
      const { accepted, refusals } = await this.sift.run(await this.checkAll(raws, options), seen);
      for (const refusal of refusals) request.onRefusal(refusal);
      const withoutPassword = accepted.filter(({ password }) => password === undefined).length;
      progress = further(progress, { created: accepted.length, withoutPassword, refused: refusals.length }, raws);
      request.onProgress(progress);
    }
    return { ...progress, bytes: totalBytes, end: 'finished' };
  }

  private checkAll(raws: readonly RawRecord[], options: CheckOptions) {
    return Promise.all(raws.map((raw) => this.checks.check(raw, options)));
  }
}

const NOTHING = { bytes: 0, records: 0, before: 0, created: 0, withoutPassword: 0, refused: 0 };

function countsOf({ records, created, withoutPassword, refused }: Counts) {
  return { records, created, withoutPassword, refused };
}

type Counts = Pick<ImportProgress, 'records' | 'created' | 'withoutPassword' | 'refused'>;

function further(progress: ImportProgress, by: Omit<Counts, 'records'>, raws: readonly RawRecord[]): ImportProgress {
  return {
    ...progress,
    bytes: raws[raws.length - 1]?.end ?? progress.bytes,
    records: progress.records + raws.length,
    created: progress.created + by.created,
    withoutPassword: progress.withoutPassword + by.withoutPassword,
    refused: progress.refused + by.refused,
  };
}

async function* inBatches(request: ImportRequest, { format }: CheckOptions, skip: number) {
  let raws: RawRecord[] = [];
  for await (const raw of readRecords(request.file, format.list)) {
    if (raw.number <= skip) continue;
    raws.push(raw);
    if (raws.length < BATCH) continue;
    yield raws;
    raws = [];
  }
  if (raws.length > 0) yield raws;
}

async function optionsOf({ format, firebase, hashesFile, withoutUsernames }: ImportRequest): Promise<CheckOptions> {
  const passwordHashes = hashesFile === undefined ? undefined : await readHashes(hashesFile);
  return { format: formatCalled(format), extras: { firebase, passwordHashes }, withoutUsernames };
}

function files(path: string | undefined): string[] {
  return path === undefined ? [] : [path];
}
