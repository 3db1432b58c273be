import { Injectable } from '@nestjs/common';
import { idToBytes, type UserId } from '@platform/ids/ids';
import { LoadBatcher } from '@platform/persistence/load-batcher';
import { Keyring } from '../keyring/keyring';
import type { RingKey } from '../keyring/ring-key';
import { aesKey } from '../cipher/aes-gcm';
import { VaultConfig } from '../vault.config';
import { UserBox } from './user-box';
import { UserKeyCache } from './user-key-cache';
import { unwrapUserKey } from './user-key-wrapping';
import { UserKeyRepository, type StoredUserKey } from './user-key.repository';

/** Caches the unwrapped keys of users. A missing key is not cached, because it may be created later. */
@Injectable()
export class UserBoxes {
  private readonly cache: UserKeyCache;
  private readonly batcher = new LoadBatcher<UserBox, UserId>((userIds) => this.read(userIds));
  /** For each read in progress: the users whose keys were destroyed since it began. */
  private readonly reads = new Set<Set<string>>();

  constructor(
    private readonly repository: UserKeyRepository,
    private readonly keyring: Keyring,
    config: VaultConfig,
  ) {
    this.cache = new UserKeyCache(config.userKeyCache);
  }

  cached(userId: UserId): UserBox | undefined {
    return this.cache.get(userId);
  }

  async load(userId: UserId): Promise<UserBox> {
    return (await this.batcher.load(userId)) ?? this.empty(userId);
  }

  forget(userId: UserId): void {
    this.cache.destroy(userId);
    for (const destroyed of this.reads) destroyed.add(userId);
  }

  private empty(userId: UserId): UserBox {
    // A key that was deleted in the database by any process must not stay in memory.
    this.cache.destroy(userId);
    return new UserBox(idToBytes(userId), undefined);
  }

  private async read(userIds: readonly UserId[]): Promise<ReadonlyMap<string, UserBox>> {
    const destroyed = new Set<string>();
    this.reads.add(destroyed);
    try {
      const rows = await this.repository.many(userIds);
      await this.loadRingKeysOf(rows);
      const byBytes = new Map(rows.map((row) => [row.userId.toString('hex'), row]));
      const boxes = new Map<string, UserBox>();
      for (const userId of userIds) {
        const row = byBytes.get(idToBytes(userId).toString('hex'));
        // The row may have been read before a deletion that this node has been notified of since.
        if (row && !destroyed.has(userId)) boxes.set(userId, this.cacheBox(userId, row));
      }
      return boxes;
    } finally {
      this.reads.delete(destroyed);
    }
  }

  private cacheBox(userId: UserId, row: StoredUserKey): UserBox {
    const cached = this.cache.get(userId);
    if (cached) return cached;
    const secret = unwrapUserKey(this.ringKey(row.wrappedBy), row.userId, row.wrapped);
    const box = new UserBox(row.userId, aesKey(secret));
    this.cache.put(userId, box);
    return box;
  }

  /** A ring key that this node does not know must be newer than its last reload. */
  private async loadRingKeysOf(rows: readonly StoredUserKey[]): Promise<void> {
    if (rows.some((row) => !this.keyring.find('sealing', row.wrappedBy))) await this.keyring.reload();
  }

  private ringKey(id: string): RingKey {
    const key = this.keyring.find('sealing', id);
    if (!key) throw new Error(`A user's key is wrapped by the sealing key ${id}, which does not exist.`);
    return key;
  }
}
