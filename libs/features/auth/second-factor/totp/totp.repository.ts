import { Injectable } from '@nestjs/common';
import { Database } from '@platform/persistence/database';
import { NOW } from '@platform/persistence/entity-table';
import { idToBytes, type UserId } from '@platform/ids/ids';
import { Table } from '@platform/persistence/table';
import { TotpEntity } from './totp.entity';

@Injectable()
export class TotpRepository {
  private readonly totps: Table<TotpEntity>;

  constructor(private readonly database: Database) {
    this.totps = new Table(database, TotpEntity);
  }

  find(userId: UserId): Promise<Readonly<TotpEntity> | undefined> {
    return this.totps.read({ userId });
  }

  /** Replaces an unconfirmed setup. Returns false if a confirmed one exists. */
  async begin(userId: UserId, secretSealed: Buffer): Promise<boolean> {
    await this.database.write('DELETE FROM auth_totp WHERE user_id = ? AND confirmed_at IS NULL', [idToBytes(userId)]);
    return this.totps.insertIfNew({ userId, secretSealed, lastStep: 0, createdAt: NOW });
  }

  /** Returns true for exactly one caller: using the code of a step also invalidates the codes of earlier steps. */
  async useStep(userId: UserId, step: number): Promise<boolean> {
    const { affectedRows } = await this.database.write(
      'UPDATE auth_totp SET last_step = ? WHERE user_id = ? AND last_step < ?',
      [step, idToBytes(userId), step],
    );
    return affectedRows === 1;
  }

  /** Returns false if the setup was already confirmed. */
  async confirm(userId: UserId): Promise<boolean> {
    const { affectedRows } = await this.database.write(
      'UPDATE auth_totp SET confirmed_at = UTC_TIMESTAMP(3) WHERE user_id = ? AND confirmed_at IS NULL',
      [idToBytes(userId)],
    );
    return affectedRows === 1;
  }

  /** Returns false if no completed setup existed. */
  async remove(userId: UserId): Promise<boolean> {
    const id = idToBytes(userId);
    const { affectedRows } = await this.database.write(
      'DELETE FROM auth_totp WHERE user_id = ? AND confirmed_at IS NOT NULL',
      [id],
    );
    await this.database.write('DELETE FROM auth_totp WHERE user_id = ?', [id]);
    return affectedRows === 1;
  }
}
