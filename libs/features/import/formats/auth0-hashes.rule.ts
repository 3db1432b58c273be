import { recordAt, textAt } from './fields.rule';
import type { JsonRecord } from './import-format';

/** Reads a line of Auth0's hash export: the user ID as in the user export, and the hash. */
export function auth0Hash(record: JsonRecord): readonly [userId: string, hash: string] | undefined {
  const id = textAt(recordAt(record, '_id'), '$oid') ?? textAt(record, '_id');
  const hash = textAt(record, 'passwordHash');
  return id && hash ? [`auth0|${id}`, hash] : undefined;
}
