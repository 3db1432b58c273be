import type { FirebaseParameters } from '@platform/legacy-hashes/firebase-scrypt';
import type { RawRecord } from '../file/raw-record';
import type { UnchangedFiles } from '../file/unchanged-files';
import type { Refusal } from '../import-refused';

export interface ImportRequest {
  readonly file: string;
  readonly format: string;
  readonly firebase?: FirebaseParameters;
  /** The path of a separate file with hashes. */
  readonly hashesFile?: string;
  readonly withoutUsernames: boolean;
  readonly dryRun: boolean;
  /** Whether to retry only the rejected records of a finished file, with the current settings and options. */
  readonly refusedAgain: boolean;
  /** Stops the run after the current batch. */
  readonly signal: AbortSignal;
  onProgress(progress: ImportProgress): void;
  /** Called for each rejection of the file, in the order of the records. */
  onRefusal(refusal: Refusal): void;
}

/** An import request with opened files. */
export interface OpenedImport extends ImportRequest {
  readonly totalBytes: number;
  readonly unchanged: UnchangedFiles;
}

export interface ImportProgress {
  readonly bytes: number;
  readonly totalBytes: number;
  /** The number of processed records, and how many of them earlier runs processed. */
  readonly records: number;
  readonly before: number;
  readonly created: number;
  readonly withoutPassword: number;
  readonly refused: number;
}

export interface ImportOutcome extends ImportProgress {
  readonly end: 'finished' | 'interrupted' | 'finished before';
}

export const NOTHING_YET = { bytes: 0, records: 0, before: 0, created: 0, withoutPassword: 0, refused: 0 };

type Counts = Pick<ImportProgress, 'records' | 'created' | 'withoutPassword' | 'refused'>;

export function countsOf({ records, created, withoutPassword, refused }: Counts): Counts {
  return { records, created, withoutPassword, refused };
}

export function advanced(
  progress: ImportProgress,
  by: Omit<Counts, 'records'>,
  raws: readonly RawRecord[],
): ImportProgress {
  return {
    ...progress,
    bytes: raws[raws.length - 1]?.end ?? progress.bytes,
    records: progress.records + raws.length,
    created: progress.created + by.created,
    withoutPassword: progress.withoutPassword + by.withoutPassword,
    refused: progress.refused + by.refused,
  };
}
