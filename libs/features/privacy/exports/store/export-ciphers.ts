import { Injectable } from '@nestjs/common';
import type { UserId } from '@platform/ids/ids';
import { Vault } from '@platform/vault/vault';
import { ExportCipher } from './export-cipher';
import { ExportProblems } from '../exports.errors';

const PLACE = { table: 'privacy_export', column: 'key_sealed' };

/** Seals the keys of files with the keys of users, so that an erasure makes every copy of an export unreadable. */
@Injectable()
export class ExportCiphers {
  constructor(private readonly vault: Vault) {}

  /** Returns undefined if the key of the user was destroyed. */
  async create(userId: UserId): Promise<{ readonly cipher: ExportCipher; readonly keySealed: Buffer } | undefined> {
    const box = await this.vault.boxOf(userId);
    if (box.destroyed) return undefined;
    const cipher = ExportCipher.create();
    return { cipher, keySealed: box.seal(PLACE, cipher.keyText) };
  }

  async of({ userId, keySealed }: { userId: UserId; keySealed: Buffer | null }): Promise<ExportCipher> {
    const box = await this.vault.boxOf(userId);
    const key = keySealed && box.open(PLACE, keySealed);
    if (!key) throw ExportProblems.export_expired();
    return ExportCipher.from(key);
  }
}
