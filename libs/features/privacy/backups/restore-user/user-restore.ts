import { createHash } from 'node:crypto';
import type { UserId } from '@platform/ids/ids';
import { isFile, type UserDataItem } from '@platform/user-data/user-data-item';
import type { ExportedItem, UserDataWalk } from '@platform/user-data/user-data-walk';

export interface RestoredKind {
  readonly kind: string;
  restored: number;
  /** The account has an equal record. */
  unchanged: number;
  /** With the last reason. */
  skipped: number;
  reason: string | undefined;
}

/** Differ between a record and its restored copy. */
const TECHNICAL = new Set(['id', 'version', 'createdAt', 'updatedAt']);

/**
 * Adds the data of one user from a backup to the same account in the running system, through the user-data contract: what
 * the account lacks comes back, and what it has stays.
 */
export async function restoreUser(userId: UserId, from: UserDataWalk, to: UserDataWalk): Promise<RestoredKind[]> {
  const present = new Set<string>();
  for await (const { provider, item } of to.export(userId)) present.add(await identityOf(provider, item));
  const kinds = new Map<string, RestoredKind>();
  for await (const exported of from.export(userId)) {
    const name = `${exported.provider}: ${exported.item.kind}`;
    const kind = kinds.get(name) ?? { kind: name, restored: 0, unchanged: 0, skipped: 0, reason: undefined };
    kinds.set(name, kind);
    await restoreItem(userId, exported, { to, present, kind });
  }
  return [...kinds.values()];
}

async function restoreItem(
  userId: UserId,
  exported: ExportedItem,
  { to, present, kind }: { to: UserDataWalk; present: ReadonlySet<string>; kind: RestoredKind },
): Promise<void> {
  if (present.has(await identityOf(exported.provider, exported.item))) {
    kind.unchanged++;
    return;
  }
  const result = await to.import(userId, exported, 'backup');
  if (result === 'imported') {
    kind.restored++;
  } else if ('leftOut' in result) {
    kind.restored++;
    kind.reason = `without ${result.leftOut.map(({ pointer }) => pointer).join(', ')}`;
  } else {
    kind.skipped++;
    kind.reason = result.skipped;
  }
}

async function identityOf(provider: string, item: UserDataItem): Promise<string> {
  const hash = createHash('sha256').update(`${provider}\0${item.kind}\0`);
  if (isFile(item)) for await (const chunk of await item.open()) hash.update(chunk);
  else hash.update(JSON.stringify(Object.entries(item.data).filter(([name]) => !TECHNICAL.has(name))));
  return hash.digest('base64url');
}
