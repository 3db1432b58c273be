import { AsyncLocalStorage } from 'node:async_hooks';
import { randomBytes } from 'node:crypto';
import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { idToBytes, type UserId } from '@platform/ids/ids';
import { ClusterNotifications } from '@platform/cluster-notifications/cluster-notifications';
import type { Box } from './sealing/box';
import { USER_KEY_DESTROYED, type KeyNotifications } from './keyring/key-notifications';
import { Keyring } from './keyring/keyring';
import type { Place } from './sealing/place';
import { openSystem, sealSystem } from './sealing/system-seal';
import { UserBoxes } from './user-keys/user-boxes';
import { wrapUserKey } from './user-keys/user-key-wrapping';
import { UserKeyRepository } from './user-keys/user-key.repository';

const ATTEMPTS = 3;

/**
 * Encrypts each user's private data with that user's key. The keys are in a separate database, so destroying a key
 * makes every copy of the data unreadable, including those in old backups.
 */
@Injectable()
export class Vault implements OnModuleInit {
  /**
   * Keys are independent of transactions of the main database, and a destruction that has begun continues after its
   * request.
   */
  private readonly runOutsideRequests = AsyncLocalStorage.snapshot();

  constructor(
    private readonly repository: UserKeyRepository,
    private readonly boxes: UserBoxes,
    private readonly keyring: Keyring,
    @Inject(ClusterNotifications) private readonly cluster: KeyNotifications,
  ) {}

  onModuleInit(): void {
    this.cluster.on(USER_KEY_DESTROYED, (userId) => this.boxes.forget(userId));
  }

  /**
   * Must be called before the transaction that stores the user, because the key is in another database, and a key
   * without a user does no harm. An existing key is kept.
   */
  async createUserKey(userId: UserId): Promise<void> {
    for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
      const sealing = this.keyring.current('sealing');
      const bytes = idToBytes(userId);
      const wrapped = wrapUserKey(sealing, bytes, randomBytes(32));
      if (await this.repository.add({ userId: bytes, wrapped, wrappedBy: sealing.id })) return;
      if (await this.repository.createdAt(userId)) return;
      // The key was neither added nor present before, so this node wraps with a key that has been retired.
      await this.keyring.reload();
    }
    throw new Error('A key for a user could not be stored.');
  }

  /** Creates keys for many users who have none yet, with one statement. */
  async createUserKeys(userIds: readonly UserId[]): Promise<void> {
    for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
      const sealing = this.keyring.current('sealing');
      const keys = userIds.map((userId) => {
        const bytes = idToBytes(userId);
        return { userId: bytes, wrapped: wrapUserKey(sealing, bytes, randomBytes(32)) };
      });
      if (await this.repository.addAll(keys, sealing.id)) return;
      await this.keyring.reload();
    }
    throw new Error('Keys for users could not be stored.');
  }

  /** Returns a promise only if the box is not in memory. */
  boxOf(userId: UserId): Box | Promise<Box> {
    return this.boxInMemory(userId) ?? this.boxes.load(userId);
  }

  /**
   * Returns undefined if this node may have missed the destruction of a key; the caller must then read the database.
   */
  boxInMemory(userId: UserId): Box | undefined {
    return this.cluster.isCurrent() ? this.boxes.cached(userId) : undefined;
  }

  /** Reads all boxes that are not in memory with one query. */
  async boxesOf(userIds: readonly UserId[]): Promise<Map<UserId, Box>> {
    const unique = [...new Set(userIds)];
    const boxes = await Promise.all(unique.map(async (userId) => this.boxOf(userId)));
    return new Map(unique.map((userId, index) => [userId, boxes[index] as Box]));
  }

  /** Resolves once no node can decrypt data of this user. It can be neither undone nor rolled back. */
  async destroyUserKey(userId: UserId): Promise<void> {
    await this.runOutsideRequests(async () => {
      await this.repository.delete(userId);
      this.boxes.forget(userId);
      await this.cluster.send(USER_KEY_DESTROYED, userId);
      await this.cluster.settled();
    });
  }

  async userKeyCreatedAt(userId: UserId): Promise<Date | undefined> {
    return this.repository.createdAt(userId);
  }

  /** Seals a value that belongs to no user. The context, for example the ID of the row, binds it to its row. */
  sealSystem(place: Place, context: string, text: string): Buffer {
    return sealSystem(this.keyring.current('system'), place, context, text);
  }

  /** Throws `BrokenSeal` for a value that was changed or moved, or whose key has been retired. */
  openSystem(place: Place, context: string, sealed: Buffer): string {
    return openSystem((id) => this.keyring.find('system', id), place, context, sealed);
  }
}
