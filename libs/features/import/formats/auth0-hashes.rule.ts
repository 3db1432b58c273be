import { recordAt, textAt } from './fields.rule';
import type { JsonRecord } from './import-format';

/** A line of Auth0's export of hashes: whose it is, as the user export names users, and the hash. */
export function auth0Hash(record: JsonRecord): readonly [userId: string, hash: string] | undefined {
  const id = textAt(recordAt(record, '_id'), '$oid') ?? textAt(record, '_id');
  const hash = textAt(record, 'passwordHash');
  return id && hash ? [`auth0|${id}`, hash] : undefined;
}
