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
  /** Keys follow no transaction of the main database, and a destruction that has begun outlives its request. */
  private readonly outside = AsyncLocalStorage.snapshot();

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
   * To be called before the transaction that stores the user, because it is another database: a key without a user
   * does no harm. A user who has a key keeps it.
   */
  async createUserKey(userId: UserId): Promise<void> {
    for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
      const sealing = this.keyring.current('sealing');
      const bytes = idToBytes(userId);
      const wrapped = wrapUserKey(sealing, bytes, randomBytes(32));
      if (await this.repository.add({ userId: bytes, wrapped, wrappedBy: sealing.id })) return;
      if (await this.repository.createdAt(userId)) return;
      // Neither stored nor there before: this node still wraps with a key that has been retired.
      await this.keyring.reload();
    }
    throw new Error('A key for a user could not be stored.');
  }

  /** The same for many users who have none yet, by one statement. */
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

  /** A promise only for a box that is not in memory. */
  boxOf(userId: UserId): Box | Promise<Box> {
    return this.boxInMemory(userId) ?? this.boxes.load(userId);
  }

  /** A node that may have missed a destruction asks the database instead of its memory. */
  boxInMemory(userId: UserId): Box | undefined {
    return this.cluster.isCurrent() ? this.boxes.remembered(userId) : undefined;
  }

  /** One query for all that are not in memory. */
  async boxesOf(userIds: readonly UserId[]): Promise<Map<UserId, Box>> {
    const unique = [...new Set(userIds)];
    const boxes = await Promise.all(unique.map(async (userId) => this.boxOf(userId)));
    return new Map(unique.map((userId, index) => [userId, boxes[index] as Box]));
  }

  /** Resolves once no node can open anything of this user any more. Cannot be undone, nor rolled back. */
  async destroyUserKey(userId: UserId): Promise<void> {
    await this.outside(async () => {
      await this.repository.delete(userId);
      this.boxes.forget(userId);
      await this.cluster.send(USER_KEY_DESTROYED, userId);
      await this.cluster.settled();
    });
  }

  async userKeyCreatedAt(userId: UserId): Promise<Date | undefined> {
    return this.repository.createdAt(userId);
  }

  /** For what belongs to no user. The context binds it to its row, as in the row's id. */
  sealSystem(place: Place, context: string, text: string): Buffer {
    return sealSystem(this.keyring.current('system'), place, context, text);
  }

  /** Throws `BrokenSeal` for a value that was changed or moved, or whose key has been retired. */
  openSystem(place: Place, context: string, sealed: Buffer): string {
    return openSystem((id) => this.keyring.find('system', id), place, context, sealed);
  }
}
