import { parseGuarded, RefusedJson } from '@platform/http/body/json-guard.rule';
import { auth0Hash } from '../formats/auth0-hashes.rule';
import { isRecord } from '../formats/fields.rule';
import { readRecords } from './read-records';

/** The hashes of a file of their own, by their user. These are held in memory; a million take some 200 MB. */
export async function readHashes(path: string): Promise<ReadonlyMap<string, string>> {
  const hashes = new Map<string, string>();
  for await (const { text } of readRecords(path, undefined)) {
    const entry = text === undefined ? undefined : hashIn(text);
    if (entry) hashes.set(...entry);
  }
  return hashes;
}

/** A line that cannot be read has no user to be refused; that user then comes in without a password, and is counted. */
function hashIn(text: string): readonly [string, string] | undefined {
  try {
    const record = parseGuarded(text);
    return isRecord(record) ? auth0Hash(record) : undefined;
  } catch (error) {
    if (error instanceof RefusedJson) return undefined;
    throw error;
  }
}
