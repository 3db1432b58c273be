import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Events } from '@platform/event-log/events';
import type { SeenOrigin } from '@platform/origin/seen-origin';
import { Transactions } from '@platform/persistence/transactions';
import { ClusterNotifications } from '@platform/cluster-notifications/cluster-notifications';
import type { Box } from '@platform/vault/sealing/box';
import { Vault } from '@platform/vault/vault';
import type { UserId } from '@platform/ids/ids';
import { NewOriginSeen } from '../auth.events';
import { NewSignInMail } from './security-notices.mails';
import { compareWithKnown, type KnownOrigins } from './known-origin.rule';
import { KnownOriginRepository } from './known-origin.repository';
import { plainDevice, placeName } from './notice-text.rule';
import { SecurityNotices } from './security-notices';
import { SESSIONS_ENDED } from '../auth.cluster-topics';

const DAY_MS = 86_400_000;
const PLACE = { table: 'auth_known_origin', column: 'seen_sealed' };

/** Notifies users of a sign-in from a new device or country, in the transaction that opens the session. */
@Injectable()
export class NewSignInNotice implements OnModuleInit {
  /** The last known origin of each user and its day, so that it is read from the database only once a day. */
  private known = new WeakMap<Box, string>();
  private invalidations = 0;

  constructor(
    private readonly origins: KnownOriginRepository,
    private readonly notices: SecurityNotices,
    private readonly events: Events,
    private readonly vault: Vault,
    private readonly cluster: ClusterNotifications,
    private readonly transactions: Transactions,
  ) {}

  onModuleInit(): void {
    // Another node may have deleted the known origins when it ended the user's sessions.
    this.cluster.on(SESSIONS_ENDED, (userId) => this.forgetKnown(userId));
  }

  async check(userId: UserId, seen: SeenOrigin, box: Box): Promise<void> {
    const now = new Date();
    const origin = `${Math.floor(now.getTime() / DAY_MS)} ${seen.place} ${seen.device}`;
    if (this.known.get(box) === origin) return;
    const invalidationsBefore = this.invalidations;
    const sealed = await this.origins.lock(userId);
    const { changed, isNew } = compareWithKnown(sealed && opened(box, sealed), seen, now);
    if (!changed) return this.cacheAfterCommit(box, origin, invalidationsBefore);
    const resealed = box.seal(PLACE, JSON.stringify(changed));
    if (sealed) await this.origins.replace(userId, resealed);
    else await this.origins.add(userId, resealed);
    if (!isNew) return;
    const { device, place } = seen;
    const changes = { device: { before: null, after: device }, place: { before: null, after: place } };
    await this.events.publish(NewOriginSeen.of({ subject: userId, changes }));
    await this.notices.send(userId, NewSignInMail, (language) => ({
      device: plainDevice(seen.device),
      place: placeName(seen.place, language),
    }));
  }

  /** Must run in a transaction. Forgets the origins, because another person may have used the account. */
  async forget(userId: UserId): Promise<void> {
    await this.origins.remove(userId);
    this.transactions.afterCommit(() => this.forgetKnown(userId));
  }

  /** Caches after the commit, unless the row may have been removed since it was read. */
  private cacheAfterCommit(box: Box, origin: string, invalidationsBefore: number): void {
    this.transactions.afterCommit(() => {
      if (invalidationsBefore === this.invalidations) this.known.set(box, origin);
    });
  }

  private forgetKnown(userId: UserId): void {
    this.invalidations++;
    // While this node has missed notifications, its vault may not know the user's current box.
    if (!this.cluster.isCurrent()) this.known = new WeakMap();
    const box = this.vault.boxInMemory(userId);
    if (box) this.known.delete(box);
  }

  /** For the export. */
  async allKnown(userId: UserId, box: Box): Promise<KnownOrigins | undefined> {
    const sealed = await this.origins.find(userId);
    return sealed && opened(box, sealed);
  }
}

function opened(box: Box, sealed: Buffer): KnownOrigins | undefined {
  const text = box.open(PLACE, sealed);
  return text === undefined ? undefined : (JSON.parse(text) as KnownOrigins);
}
