import { Injectable } from '@nestjs/common';
import { ClusterNotifications } from '@platform/cluster-notifications/cluster-notifications';
import { Events } from '@platform/event-log/events';
import { Transactions } from '@platform/persistence/transactions';
import { PrivacyProblems } from '../privacy.errors';
import { ConsentTextAdded } from '../privacy.events';
import type { NewConsentTextDto, StoredConsentTextDto, StoredConsentTextListDto } from './consent-text-admin.dto';
import { ConsentTextRepository, type ConsentText } from './consent-text.repository';
import { shownIn } from './consent-text.rule';
import { CONSENT_TEXTS_CHANGED, ConsentTexts } from './consent-texts';
import type { ConsentTextListDto } from './consents.dto';

/** The texts that users accept. */
@Injectable()
export class ConsentTextsService {
  constructor(
    private readonly cache: ConsentTexts,
    private readonly texts: ConsentTextRepository,
    private readonly events: Events,
    private readonly cluster: ClusterNotifications,
    private readonly transactions: Transactions,
  ) {}

  async current(language: string): Promise<ConsentTextListDto> {
    return { items: (await this.cache.current()).map((text) => shownIn(text, language)) };
  }

  async list(): Promise<StoredConsentTextListDto> {
    return { items: (await this.texts.all()).reverse().map(stored) };
  }

  /** When this resolves, every node requires the text. */
  async add({ purpose, version, required, texts }: NewConsentTextDto): Promise<StoredConsentTextDto> {
    const text = { purpose, version, required, texts: texts as Record<string, string> };
    await this.transactions.run(async () => {
      const textId = await this.texts.add(text);
      if (textId === undefined) throw PrivacyProblems.consent_version_exists();
      await this.events.publish(ConsentTextAdded.of({ subject: null, facts: { purpose, textId, required } }));
      await this.cluster.send(CONSENT_TEXTS_CHANGED, purpose);
    });
    await this.cluster.settled();
    const added = (await this.texts.all()).find((one) => one.purpose === purpose && one.version === version);
    if (!added) throw new Error(`The text ${purpose} ${version} is missing.`);
    return stored(added);
  }
}

function stored({ purpose, version, required, texts, createdAt }: ConsentText): StoredConsentTextDto {
  return { purpose, version, required, texts: { ...texts }, createdAt: createdAt.toISOString() };
}
