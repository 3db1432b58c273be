import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Jobs } from '@platform/jobs/jobs';
import { Transactions } from '@platform/persistence/transactions';
import { Keyring } from '@platform/vault/keyring/keyring';
import { Vault } from '@platform/vault/vault';
import { EMAIL_PLACE } from './account-view';
import { AccountRepository } from './account.repository';
import { EmailIndexRepository } from './email-index.repository';
import { EmailReindexRepository } from './email-reindex.repository';
import { parseEmail } from '@platform/email/email-address.rule';
import type { UserId } from '@platform/ids/ids';

const BATCH_SIZE = 500;
const COUNT_BATCH_SIZE = 5_000;

/**
 * Moves the email index to the current key without downtime: adds missing entries and removes those of retired keys.
 * Also adds the domain index to older rows. The remaining work is read from the rows, so an interrupted run resumes.
 */
@Injectable()
export class EmailReindex implements OnModuleInit {
  constructor(
    private readonly jobs: Jobs,
    private readonly keyring: Keyring,
    private readonly vault: Vault,
    private readonly accounts: AccountRepository,
    private readonly emails: EmailIndexRepository,
    private readonly index: EmailReindexRepository,
    private readonly transactions: Transactions,
  ) {}

  onModuleInit(): void {
    this.keyring.countUses('blind-index', (keyId) => this.countDependents(keyId));
    this.jobs.every({ name: 'users.reindex-emails', seconds: 60, run: () => this.run() });
  }

  async run(): Promise<void> {
    await this.keyring.reload();
    const present = await this.index.keyIds();
    const live = this.keyring.live('blind-index').map(({ id }) => id);
    const current = this.keyring.current('blind-index').id;
    for (const keyId of present) {
      if (keyId !== current && live.includes(keyId)) await this.fillFrom(keyId, current);
    }
    await this.fillDomains();
    for (const keyId of await this.retiredOf(present))
      while ((await this.index.removeOf(keyId, BATCH_SIZE)) === BATCH_SIZE);
  }

  /** Counts the accounts that could no longer be found without this key. */
  private async countDependents(keyId: string): Promise<number> {
    let count = 0;
    const current = this.keyring.current('blind-index').id;
    for await (const users of this.batches(keyId, current, COUNT_BATCH_SIZE)) {
      count += users.filter(({ isMissing }) => isMissing).length;
    }
    return count;
  }

  private async fillFrom(keyId: string, current: string): Promise<void> {
    for await (const users of this.batches(keyId, current, BATCH_SIZE)) {
      const missing = users.filter(({ isMissing }) => isMissing).map(({ userId }) => userId);
      if (missing.length > 0) await this.fill(missing);
    }
  }

  private async fillDomains(): Promise<void> {
    for (let after: string | undefined; ;) {
      const users = await this.index.withoutDomain(after, BATCH_SIZE);
      if (users.length > 0) await this.fill(users);
      if (users.length < BATCH_SIZE) return;
      after = users[users.length - 1];
    }
  }

  private async fill(userIds: readonly UserId[]): Promise<void> {
    const boxes = await this.vault.boxesOf(userIds);
    await this.transactions.run(async () => {
      // The lock prevents the index from getting an address that a concurrent request has replaced.
      for (const { id, emailSealed } of await this.accounts.lockAll(userIds)) {
        const text = emailSealed ? boxes.get(id)?.open(EMAIL_PLACE, emailSealed) : undefined;
        const email = parseEmail(text);
        if (email) await this.emails.complete(id, email.identity);
      }
    });
  }

  private async *batches(keyId: string, current: string, size: number) {
    for (let after: string | undefined; ;) {
      const users = await this.index.indexedUnder(keyId, current, after, size);
      if (users.length > 0) yield users;
      if (users.length < size) return;
      after = users[users.length - 1]?.userId;
    }
  }

  /** Reads the retired keys from the database, because a key that this node does not know may be new, not retired. */
  private async retiredOf(present: readonly string[]): Promise<string[]> {
    const stored = await this.keyring.stored();
    const retired = stored
      .filter(({ purpose, state }) => purpose === 'blind-index' && state === 'retired')
      .map(({ id }) => id);
    return present.filter((keyId) => retired.includes(keyId));
  }
}
