import { Injectable } from '@nestjs/common';
import { Database } from '@platform/persistence/database';
import { duplicateKeyOf } from '@platform/persistence/failures';
import { RoleProblems } from '../access.errors';
import type { RoleClaims } from './role-claims.rule';

export const ADMIN_ROLE = 'admin';
/** All permissions, including those of future features. */
export const EVERYTHING = '*';

export interface Role {
  readonly name: string;
  readonly description: string;
  readonly permissions: readonly string[];
  /** The claims that the role adds to access tokens. */
  readonly claims: RoleClaims;
  readonly builtIn: boolean;
  readonly version: number;
}

@Injectable()
export class RoleRepository {
  constructor(private readonly database: Database) {}

  async all(): Promise<Role[]> {
    return (await this.database.rows<RoleRow>('SELECT * FROM access_role ORDER BY name')).map(roleOf);
  }

  async find(name: string): Promise<Role | undefined> {
    const row = await this.database.row<RoleRow>('SELECT * FROM access_role WHERE name = ?', [name]);
    return row && roleOf(row);
  }

  /** Locked until the transaction ends, so that assignments of this role cannot change. */
  async lock(name: string): Promise<Role | undefined> {
    const row = await this.database.row<RoleRow>('SELECT * FROM access_role WHERE name = ? FOR UPDATE', [name]);
    return row && roleOf(row);
  }

  async insert(role: Omit<Role, 'builtIn' | 'version'>): Promise<void> {
    try {
      await this.database.write(
        'INSERT INTO access_role (name, description, permissions, claims, built_in, version) VALUES (?, ?, ?, ?, 0, 1)',
        [role.name, role.description, JSON.stringify(role.permissions), JSON.stringify(role.claims)],
      );
    } catch (error) {
      if (duplicateKeyOf(error)) throw RoleProblems.exists();
      throw error;
    }
  }

  async update(role: Omit<Role, 'builtIn' | 'version'>): Promise<void> {
    await this.database.write(
      'UPDATE access_role SET description = ?, permissions = ?, claims = ?, version = version + 1 WHERE name = ?',
      [role.description, JSON.stringify(role.permissions), JSON.stringify(role.claims), role.name],
    );
  }

  /** No role is added or changed by others before the transaction ends. */
  async lockAll(): Promise<Role[]> {
    return (await this.database.rows<RoleRow>('SELECT * FROM access_role ORDER BY name FOR UPDATE')).map(roleOf);
  }

  async anyHolds(permission: string): Promise<boolean> {
    const sql = 'SELECT 1 FROM access_role WHERE JSON_CONTAINS(permissions, ?) LIMIT 1';
    return (await this.database.row(sql, [JSON.stringify(permission)])) !== undefined;
  }

  async remove(name: string): Promise<void> {
    await this.database.write('DELETE FROM access_role WHERE name = ?', [name]);
  }
}

interface RoleRow {
  name: string;
  description: string;
  permissions: string[] | string;
  claims: RoleClaims | string | null;
  built_in: number;
  version: number;
}

function roleOf(row: RoleRow): Role {
  return {
    name: row.name,
    description: row.description,
    permissions: parsed(row.permissions),
    claims: parsed(row.claims) ?? {},
    builtIn: row.built_in === 1,
    version: row.version,
  };
}

/** MariaDB returns JSON as text. */
function parsed<T>(value: T | string): T {
  return typeof value === 'string' ? (JSON.parse(value) as T) : value;
}
