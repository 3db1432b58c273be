import { Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { systemWork, withWork } from '@platform/context/work-context';
import { newId, type UserId } from '@platform/ids/ids';
import { PROCESS_KIND, type ProcessKind } from '@platform/jobs/worker-process';
import { UserRowSearch } from '@platform/user-rows/user-row-search';
import type { ErasureId } from '../erasures/erasure-state';
import { ErasureRepository } from '../erasures/erasure.repository';
import { ErasureLedger, type LedgerEntry } from '../ledger/erasure-ledger.repository';
import { ErasureRun } from '../run/erasure-run';

const PAGE = 256;

/** Erases users again whose data came back with a restored backup. */
@Injectable()
export class ErasureReplay implements OnApplicationBootstrap {
  constructor(
    private readonly ledger: ErasureLedger,
    private readonly erasures: ErasureRepository,
    private readonly search: UserRowSearch,
    private readonly run: ErasureRun,
    @Inject(PROCESS_KIND) private readonly process: ProcessKind,
  ) {}

  /**
   * Runs before the API listens. If no backup was restored, it costs one query of each database. Commands do not run it:
   * `backup restore --user` opens a copy of one user with the current keys, which lacks the requests of all other users.
   */
  async onApplicationBootstrap(): Promise<void> {
    if (this.process === 'cli') return;
    const [ledger, requests] = await Promise.all([this.ledger.checksum(), this.erasures.checksum()]);
    if (ledger !== requests) await this.applyAll();
  }

  /** Must run after a restore, before the API opens. Returns the number of users who were erased again. */
  async applyAll(): Promise<number> {
    return withWork(
      systemWork('privacy.replay-ledger', newId()),
      async () => (await this.applyLedger()) + (await this.applyRequests()),
    );
  }

  /** The data is older than the ledger. */
  private async applyLedger(): Promise<number> {
    let erased = 0;
    for (let last: UserId | undefined; ;) {
      const page = await this.ledger.after(last, PAGE);
      erased += await this.applyPage(page);
      if (page.length < PAGE) return erased;
      last = page[PAGE - 1]?.userId;
    }
  }

  private async applyPage(page: readonly LedgerEntry[]): Promise<number> {
    if (page.length === 0) return 0;
    const userIds = page.map(({ userId }) => userId);
    const present = await this.search.withRows(userIds);
    const erased = new Set((await this.erasures.erasedOf(userIds)).map(({ userId }) => userId));
    const again = page.filter(({ userId }) => present.has(userId) || !erased.has(userId));
    for (const entry of again) await this.eraseAgain(entry);
    return again.length;
  }

  /** The keys, and the ledger with them, are older than the data. */
  private async applyRequests(): Promise<number> {
    let erased = 0;
    for (let last: ErasureId | undefined; ;) {
      const page = await this.erasures.erasedAfter(last, PAGE);
      const known = new Set((await this.ledger.of(page.map(({ userId }) => userId))).map(({ userId }) => userId));
      const again = page.filter(({ userId }) => !known.has(userId));
      for (const { id, userId } of again) await this.eraseAgain({ userId, erasureId: id });
      erased += again.length;
      if (page.length < PAGE) return erased;
      last = page[PAGE - 1]?.id;
    }
  }

  private async eraseAgain({ userId, erasureId }: LedgerEntry): Promise<void> {
    if (await this.erasures.byId(erasureId)) await this.erasures.beginAgain(erasureId);
    else await this.erasures.add(restored(userId), erasureId);
    await this.run.erase(erasureId);
  }
}

function restored(userId: UserId) {
  return {
    userId,
    state: 'erasing',
    requestedByKind: 'ledger',
    requestedBy: null,
    reasonSealed: null,
    isImmediate: true,
  } as const;
}
