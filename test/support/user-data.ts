import type { INestApplicationContext } from '@nestjs/common';
import { isFile } from '@platform/user-data/user-data-item';
import { UserDataWalk } from '@platform/user-data/user-data-walk';
import type { UserId } from '@platform/ids/ids';

/** The records of one user by provider and kind, and the names of the user's files. */
export async function exportOf(app: INestApplicationContext, userId: UserId): Promise<Record<string, any>> {
  const exported: Record<string, Record<string, unknown[]>> = {};
  for await (const { provider, item } of app.get(UserDataWalk).export(userId)) {
    const kinds = (exported[provider] ??= {});
    (kinds[item.kind] ??= []).push(isFile(item) ? item.file : item.data);
  }
  return exported;
}

export async function eraseUser(app: INestApplicationContext, userId: UserId): Promise<void> {
  await app.get(UserDataWalk).erase(userId);
}
