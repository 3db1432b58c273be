import { Injectable } from '@nestjs/common';
import { Events } from '@platform/event-log/events';
import { Transactions } from '@platform/persistence/transactions';
import type { UserId } from '@platform/ids/ids';
import { UserDataRegistry } from '@platform/user-data/user-data-registry';
import { UserDataWalk } from '@platform/user-data/user-data-walk';
import { UserRowSearch, type TableRows } from '@platform/user-rows/user-row-search';
import { Vault } from '@platform/vault/vault';
import { ErasureConfig } from '../erasure.config';
import { UserErased } from '../erasure.events';
import { policiesIn } from '../erasure-policies.rule';
import type { ErasureCounts, ErasureId } from '../erasures/erasure-state';
import { ErasureRepository, type Erasure } from '../erasures/erasure.repository';
import { CertificateIssuer } from '../ledger/certificate-issuer';
import { ErasureLedger } from '../ledger/erasure-ledger.repository';

/**
 * Erases one user. Every step can be repeated, so an interrupted erasure runs again from the beginning: the counts are
 * stored before anything is removed, the ledger keeps the first certificate, and only one run ends the request.
 */
@Injectable()
export class ErasureRun {
  constructor(
    private readonly erasures: ErasureRepository,
    private readonly registry: UserDataRegistry,
    private readonly walk: UserDataWalk,
    private readonly search: UserRowSearch,
    private readonly vault: Vault,
    private readonly issuer: CertificateIssuer,
    private readonly ledger: ErasureLedger,
    private readonly events: Events,
    private readonly transactions: Transactions,
    private readonly config: ErasureConfig,
  ) {}

  async erase(id: ErasureId): Promise<void> {
    const erasure = await this.erasures.byId(id);
    if (erasure?.state !== 'erasing') return;
    const counts = erasure.counts ?? (await this.count(erasure));
    await this.walk.erase(erasure.userId, policiesIn(this.config.policies));
    const left = await this.search.countOf(erasure.userId);
    refuseRows(left);
    await this.certify({ ...erasure, counts }, left);
    await this.end(erasure);
  }

  /** Counts before anything is removed, and stores the result, so that a repeated run certifies the same numbers. */
  private async count({ id, userId }: Erasure): Promise<ErasureCounts> {
    const counts = { tables: await this.search.countOf(userId), files: await this.countFiles(userId) };
    await this.erasures.storeCounts(id, counts);
    return counts;
  }

  private async countFiles(userId: UserId): Promise<ErasureCounts['files']> {
    const counts = [];
    for (const provider of this.registry.providers())
      counts.push({ provider: provider.name, files: await provider.countFiles(userId) });
    return counts.filter(({ files }) => files > 0);
  }

  private async certify(erasure: Erasure, left: readonly TableRows[]): Promise<void> {
    const { userId, id: erasureId } = erasure;
    const keyDestroyed = (await this.vault.userKeyCreatedAt(userId)) === undefined;
    const certificate = this.issuer.issue(erasure, { left, keyDestroyed, erasedAt: new Date() });
    await this.ledger.add({ userId, erasureId }, certificate);
  }

  private async end({ id, userId }: Erasure): Promise<void> {
    await this.transactions.run(async () => {
      if (!(await this.erasures.end(id))) return;
      await this.events.publish(UserErased.of({ subject: userId, facts: { erasureId: id } }));
    });
  }
}

/** A consumer or a job may have written a row during the erasure. The next run removes it. */
function refuseRows(left: readonly TableRows[]): void {
  const tables = left.filter(({ rows }) => rows > 0).map(({ table }) => table);
  if (tables.length > 0) throw new Error(`Rows of the user are left in ${tables.join(', ')}.`);
}
