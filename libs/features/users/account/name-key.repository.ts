import { Injectable } from '@nestjs/common';
import { Database } from '@platform/persistence/database';
import { nameKeyOf } from './profile-fields.rule';

interface UnfilledName {
  readonly id: Buffer;
  readonly display_name: string | null;
}

@Injectable()
export class NameKeyRepository {
  constructor(private readonly database: Database) {}

  async unfilled(limit: number): Promise<UnfilledName[]> {
    return this.database.rows<UnfilledName>(
      `SELECT id, display_name FROM users_account FORCE INDEX (users_account_display_name)
       WHERE display_name_key IS NULL LIMIT ${Math.trunc(limit)}`,
    );
  }

  /** Skips rows that already have a key, because it was computed from a newer name. */
  async fill(names: readonly UnfilledName[]): Promise<void> {
    const cases = names.map(() => 'WHEN ? THEN ?').join(' ');
    const marks = names.map(() => '?').join(', ');
    await this.database.write(
      `UPDATE users_account SET display_name_key = CASE id ${cases} END
       WHERE id IN (${marks}) AND display_name_key IS NULL`,
      [...names.flatMap(({ id, display_name }) => [id, nameKeyOf(display_name)]), ...names.map(({ id }) => id)],
    );
  }
}
