import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { SeenOrigin } from '@platform/origin/seen-origin';
import { Transactions } from '@platform/persistence/transactions';
import { ClusterNotifications } from '@platform/cluster-notifications/cluster-notifications';
import type { Box } from '@platform/vault/sealing/box';
import { Vault } from '@platform/vault/vault';
import type { UserId } from '@platform/ids/ids';
import { NewSignInMail } from './security-notices.mails';
import { meet, type KnownOrigins } from './known-origin.rule';
import { KnownOriginRepository } from './known-origin.repository';
import { plainDevice, placeName } from './notice-text.rule';
import { SecurityNotices } from './security-notices';

const DAY_MS = 86_400_000;
const PLACE = { table: 'auth_known_origin', column: 'seen_sealed' };

/** Tells users of a sign-in from a device or a country that is new. In the transaction that opens the session. */
@Injectable()
export class NewSignInNotice implements OnModuleInit {
  /** What was last found to be known of a user already, and on which day: it need not be looked up again that day. */
  private known = new WeakMap<Box, string>();
  private forgotten = 0;

  constructor(
    private readonly origins: KnownOriginRepository,
    private readonly notices: SecurityNotices,
    private readonly vault: Vault,
    private readonly cluster: ClusterNotifications,
    private readonly transactions: Transactions,
  ) {}

  onModuleInit(): void {
    // Whatever became of the user's sessions may have made us forget, on whichever node that was.
    this.cluster.on('auth.sessions-ended', (userId) => this.forgetKnown(userId));
  }

  async look(userId: UserId, seen: SeenOrigin, box: Box): Promise<void> {
    const now = new Date();
    const origin = `${Math.floor(now.getTime() / DAY_MS)} ${seen.place} ${seen.device}`;
    if (this.known.get(box) === origin) return;
    const before = this.forgotten;
    const sealed = await this.origins.lock(userId);
    const { changed, isNew } = meet(sealed && opened(box, sealed), seen, now);
    if (!changed) return this.rememberOnceCommitted(box, origin, before);
    const resealed = box.seal(PLACE, JSON.stringify(changed));
    if (sealed) await this.origins.replace(userId, resealed);
    else await this.origins.add(userId, resealed);
    if (!isNew) return;
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

  /** The row was read inside a unit of work, and may have been removed by the time that unit is committed. */
  private rememberOnceCommitted(box: Box, origin: string, before: number): void {
    this.transactions.afterCommit(() => {
      if (before === this.forgotten) this.known.set(box, origin);
    });
  }

  private forgetKnown(userId: UserId): void {
    this.forgotten++;
    // While this node catches up, its vault does not say which box the user has.
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
