import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Jobs } from '@platform/jobs/jobs';
import { duplicateKeyOf } from '@platform/persistence/failures';
import { Keyring } from '@platform/vault/keyring/keyring';
import { SuppressionRepository, type Suppression } from './suppression.repository';
import { SuppressionSeal } from './suppression-seal';

const BATCH_SIZE = 500;

/** Moves the index of suppressed addresses to the current key after a rotation, and fills it for restored rows. */
@Injectable()
export class SuppressionReindex implements OnModuleInit {
  constructor(
    private readonly jobs: Jobs,
    private readonly keyring: Keyring,
    private readonly suppressions: SuppressionRepository,
    private readonly seal: SuppressionSeal,
  ) {}

  onModuleInit(): void {
    this.keyring.countUses('blind-index', (keyId) => this.suppressions.countIndexedWith(keyId));
    this.jobs.every({ name: 'mail.reindex-suppressions', seconds: 60, run: () => this.run() });
  }

  async run(): Promise<void> {
    await this.keyring.reload();
    for (let after: string | undefined; ;) {
      const { id } = this.keyring.current('blind-index');
      const rows = await this.suppressions.indexedOtherThan(id, after, BATCH_SIZE);
      for (const row of rows) await this.index(row);
      if (rows.length < BATCH_SIZE) return;
      after = rows.at(-1)?.id;
    }
  }

  private async index({ id, userId, addressSealed }: Suppression): Promise<void> {
    const identity = await this.seal.open({ id, userId }, addressSealed);
    if (identity === undefined) return;
    await this.suppressions.index(id, identity).catch(async (error: unknown) => {
      // The address was suppressed again under the current key before this row was moved to it.
      if (!duplicateKeyOf(error)) throw error;
      await this.suppressions.remove(id);
    });
  }
}
