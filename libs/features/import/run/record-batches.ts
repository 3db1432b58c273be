import type { RawRecord } from '../file/raw-record';
import { readHashes } from '../file/read-hashes';
import { readRecords } from '../file/read-records';
import { formatNamed } from '../formats/formats';
import type { ImportRequest, OpenedImport } from './import-request';
import type { CheckOptions } from './record-check';

const BATCH_SIZE = 300;

/** Yields the included records of a file in batches. Throws if the file changes in the meantime. */
export async function* inBatches(
  { file, unchanged }: OpenedImport,
  { format }: CheckOptions,
  isIncluded: (number: number) => boolean,
): AsyncGenerator<RawRecord[]> {
  let raws: RawRecord[] = [];
  for await (const raw of readRecords(file, format.list)) {
    if (!isIncluded(raw.number)) continue;
    raws.push(raw);
    if (raws.length < BATCH_SIZE) continue;
    await unchanged.check();
    yield raws;
    raws = [];
  }
  await unchanged.check();
  if (raws.length === 0) return;
  yield raws;
  await unchanged.check();
}

export function after(records: number): (number: number) => boolean {
  return (number) => number > records;
}

export async function optionsOf(request: ImportRequest): Promise<CheckOptions> {
  const { format, firebase, hashesFile, withoutUsernames } = request;
  const passwordHashes = hashesFile === undefined ? undefined : await readHashes(hashesFile);
  return { format: formatNamed(format), extras: { firebase, passwordHashes }, withoutUsernames };
}
