import { Injectable, type OnModuleInit } from '@nestjs/common';
import { ClusterNotifications } from '@platform/cluster-notifications/cluster-notifications';
import { Transactions } from '@platform/persistence/transactions';
import { ConsentTextRepository, type ConsentText } from './consent-text.repository';
import { currentTexts } from './consent-text.rule';

export const CONSENT_TEXTS_CHANGED = 'privacy.consent-texts';

/** Caches all consent texts until a cluster notification reports a new one. */
@Injectable()
export class ConsentTexts implements OnModuleInit {
  private cached: readonly ConsentText[] | undefined;
  private changes = 0;

  constructor(
    private readonly texts: ConsentTextRepository,
    private readonly cluster: ClusterNotifications,
    private readonly transactions: Transactions,
  ) {}

  onModuleInit(): void {
    this.cluster.on(CONSENT_TEXTS_CHANGED, () => {
      this.changes++;
      this.cached = undefined;
    });
  }

  /** The newest version of each purpose. */
  async current(): Promise<ConsentText[]> {
    return currentTexts(await this.all());
  }

  async all(): Promise<readonly ConsentText[]> {
    if (this.cached && this.cluster.isCurrent()) return this.cached;
    const changesBefore = this.changes;
    const texts = await this.texts.all();
    this.transactions.remember(() => {
      // If a notification arrived during the read, the texts may already be outdated.
      if (changesBefore === this.changes) this.cached = texts;
    });
    return texts;
  }
}
