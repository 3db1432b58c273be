import { Injectable } from '@nestjs/common';
import { Database } from '@platform/persistence/database';
import { NEXT_VERSION } from '@platform/persistence/entity-table';
import { duplicateKeyOf } from '@platform/persistence/failures';
import { Table } from '@platform/persistence/table';
import { RoleProblems } from '../access.errors';
import { RoleEntity } from './role.entity';

export const ADMIN_ROLE = 'admin';
/** All permissions, including those of future features. */
export const EVERYTHING = '*';

export type Role = Readonly<RoleEntity>;
type NewRole = Omit<Role, 'builtIn' | 'version'>;

@Injectable()
export class RoleRepository {
  private readonly roles: Table<RoleEntity>;

  constructor(private readonly database: Database) {
    this.roles = new Table(database, RoleEntity);
  }

  all(): Promise<Role[]> {
    return this.roles.select('ORDER BY name');
  }

  find(name: string): Promise<Role | undefined> {
    return this.roles.selectOne('WHERE name = ?', [name]);
  }

  /** Locked until the transaction ends, so that assignments of this role cannot change. */
  lock(name: string): Promise<Role | undefined> {
    return this.roles.lock({ name });
  }

  async insert(role: NewRole): Promise<void> {
    await this.roles.insert({ ...role, builtIn: false, version: 1 }, refuseTakenName);
  }

  async update({ name, ...changes }: NewRole): Promise<void> {
    await this.roles.update({ name }, { ...changes, version: NEXT_VERSION });
  }

  /** Other transactions cannot add or change a role before this one ends. */
  lockAll(): Promise<Role[]> {
    return this.roles.select('ORDER BY name FOR UPDATE');
  }

  async anyHolds(permission: string): Promise<boolean> {
    const sql = 'SELECT 1 FROM access_role WHERE JSON_CONTAINS(permissions, ?) LIMIT 1';
    return (await this.database.row(sql, [JSON.stringify(permission)])) !== undefined;
  }

  async remove(name: string): Promise<void> {
    await this.roles.remove({ name });
  }
}

function refuseTakenName(error: unknown): void {
  if (duplicateKeyOf(error) === 'PRIMARY') throw RoleProblems.exists();
}
