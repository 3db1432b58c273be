import { parseGuarded, RefusedJson } from '@platform/http/body/json-guard.rule';
import { isJsonObject } from '@platform/text/json-object.rule';
import { auth0Hash } from '../formats/auth0-hashes.rule';
import { readRecords } from './read-records';

/** The hashes of a separate file by user ID. They are kept in memory; a million take about 200 MB. */
export async function readHashes(path: string): Promise<ReadonlyMap<string, string>> {
  const hashes = new Map<string, string>();
  for await (const { text } of readRecords(path, undefined)) {
    const entry = text === undefined ? undefined : hashIn(text);
    if (entry) hashes.set(...entry);
  }
  return hashes;
}

/** An unreadable line cannot be assigned to a user. That user is imported and counted as without a password. */
function hashIn(text: string): readonly [string, string] | undefined {
  try {
    const record = parseGuarded(text);
    return isJsonObject(record) ? auth0Hash(record) : undefined;
  } catch (error) {
    if (error instanceof RefusedJson) return undefined;
    throw error;
  }
}
