import type { RawRecord } from '../file/raw-record';
import { readHashes } from '../file/read-hashes';
import { readRecords } from '../file/read-records';
import { formatCalled } from '../formats/formats';
import type { ImportRequest, OpenedImport } from './import-request';
import type { CheckOptions } from './record-check';

const BATCH = 300;

/** Yields the wanted records of a file in batches of a few hundred, and fails if the file changes meanwhile. */
export async function* inBatches(
  { file, unchanged }: OpenedImport,
  { format }: CheckOptions,
  isWanted: (number: number) => boolean,
): AsyncGenerator<RawRecord[]> {
  let raws: RawRecord[] = [];
  for await (const raw of readRecords(file, format.list)) {
    if (!isWanted(raw.number)) continue;
    raws.push(raw);
    if (raws.length < BATCH) continue;
    await unchanged.check();
    yield raws;
    raws = [];
  }
  await unchanged.check();
  if (raws.length === 0) return;
  yield raws;
  await unchanged.check();
}

export function behind(records: number): (number: number) => boolean {
  return (number) => number > records;
}

export async function optionsOf(request: ImportRequest): Promise<CheckOptions> {
  const { format, firebase, hashesFile, withoutUsernames } = request;
  const passwordHashes = hashesFile === undefined ? undefined : await readHashes(hashesFile);
  return { format: formatCalled(format), extras: { firebase, passwordHashes }, withoutUsernames };
}
