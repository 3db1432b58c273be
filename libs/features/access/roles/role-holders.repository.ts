import { Injectable } from '@nestjs/common';
import { RoleDirectory } from '@platform/http/access/role-directory';
import { Database } from '@platform/persistence/database';
import { NOW } from '@platform/persistence/entity-table';
import { idFromBytes, idToBytes, type UserId } from '@platform/ids/ids';
import type { RowsByKey } from '@platform/persistence/rows-by-key';
import { Table } from '@platform/persistence/table';
import { UserRoleEntity } from './role.entity';

/** Stores the role assignments. */
@Injectable()
export class RoleHolders extends RoleDirectory {
  private readonly assignments: Table<UserRoleEntity>;
  private readonly byUser: RowsByKey<Pick<UserRoleEntity, 'role'>>;

  constructor(private readonly database: Database) {
    super();
    this.assignments = new Table(database, UserRoleEntity);
    this.byUser = this.assignments.readerOf({ by: 'userId', only: ['role'], order: 'role' });
  }

  async rolesOf(userId: UserId): Promise<readonly string[]> {
    return (await this.byUser.all(idToBytes(userId))).map(({ role }) => role);
  }

  async replace(userId: UserId, roles: readonly string[]): Promise<void> {
    await this.database.write('DELETE FROM access_user_role WHERE user_id = ?', [idToBytes(userId)]);
    for (const role of roles) await this.add(userId, role);
  }

  async add(userId: UserId, role: string): Promise<void> {
    await this.assignments.insert({ userId, role, givenAt: NOW });
  }

  async isHeld(role: string): Promise<boolean> {
    return (await this.database.row('SELECT 1 FROM access_user_role WHERE role = ? LIMIT 1', [role])) !== undefined;
  }

  async holdersOf(role: string, before: string | undefined, limit: number): Promise<UserId[]> {
    const rows = await this.database.rows<{ user_id: Buffer }>(
      `SELECT user_id FROM access_user_role FORCE INDEX (access_user_role_role)
       WHERE role = ? ${before === undefined ? '' : 'AND user_id < ?'} ORDER BY user_id DESC LIMIT ${Math.trunc(limit)}`,
      before === undefined ? [role] : [role, idToBytes(before)],
    );
    return rows.map((row) => idFromBytes(row.user_id));
  }

  async rolesOfAll(userIds: readonly UserId[]): Promise<Map<UserId, readonly string[]>> {
    return new Map(await Promise.all(userIds.map(async (id) => [id, await this.rolesOf(id)] as const)));
  }
}
