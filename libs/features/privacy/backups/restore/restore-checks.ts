import { migrationsOf } from '@platform/persistence/migrations/migration';
import type { MasterKeys } from '@platform/vault/master-keys/master-keys';
import { verifyArchive, type VerifiedArchive } from '../verify/verify-archive';
import { RestoreRefused } from './restore-refused';
import type { RestoreRequest } from './restore-request';

/** Reads all archives completely before anything is changed. */
export async function checkArchives(
  request: Omit<RestoreRequest, 'force'>,
): Promise<Record<'data', VerifiedArchive> & Record<'keys' | 'ledger', VerifiedArchive | undefined>> {
  const { privateKey, trusted } = request;
  const data = await verifyArchive(request.data, { privateKey, trusted }, 'data');
  refuseNewerSchema(data, 'main');
  const ledger = request.ledger && (await verifyArchive(request.ledger, { privateKey, trusted }, 'keys'));
  if (request.keys === 'current') return { data, keys: undefined, ledger };
  const keys = await verifyArchive(request.keys, { privateKey, trusted }, 'keys');
  refuseNewerSchema(keys, 'keys');
  refuseOlderKeys(data, keys);
  return { data, keys, ledger };
}

function refuseNewerSchema({ name, header }: VerifiedArchive, role: 'main' | 'keys'): void {
  const known = new Set(migrationsOf(role).map((migration) => migration.name));
  const unknown = header.migrations.find((migration) => !known.has(migration));
  if (unknown === undefined) return;
  throw new RestoreRefused(
    `${name} was made by userkeep ${header.product}, whose migration ${unknown} this version does not know. Use that version or a later one.`,
  );
}

/** Users who registered after the keys were backed up would have no key, so their data would be unreadable for ever. */
function refuseOlderKeys(data: VerifiedArchive, keys: VerifiedArchive): void {
  if (keys.header.backup === data.header.backup || keys.header.createdAt >= data.header.createdAt) return;
  throw new RestoreRefused(
    `${keys.name} is older than ${data.name}, so it lacks the keys of users who registered in between. Use the keys of the same backup or of a later one.`,
  );
}

/** Without its master key, no key of the backup can be read. */
export function refuseMissingMasterKeys(required: readonly string[], masterKeys: MasterKeys): void {
  const missing = required.filter((id) => !masterKeys.find(id));
  if (missing.length === 0) return;
  throw new RestoreRefused(
    `${masterKeys.source} lacks the master key ${missing.join(' and ')}, which encrypts the keys. Add it before you restore.`,
  );
}
