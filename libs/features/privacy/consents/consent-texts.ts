import { Injectable } from '@nestjs/common';
import { CachedValues, type CachedValue } from '@platform/cluster-notifications/cached-values';
import { ConsentTextRepository, type ConsentText } from './consent-text.repository';
import { currentTexts } from './consent-text.rule';

export const CONSENT_TEXTS_CHANGED = 'privacy.consent-texts';

/** Caches all consent texts. */
@Injectable()
export class ConsentTexts {
  private readonly texts: CachedValue<readonly ConsentText[]>;

  constructor(repository: ConsentTextRepository, cached: CachedValues) {
    this.texts = cached.define(CONSENT_TEXTS_CHANGED, () => repository.all());
  }

  /** The newest version of each purpose. */
  async current(): Promise<ConsentText[]> {
    return currentTexts(await this.all());
  }

  all(): readonly ConsentText[] | Promise<readonly ConsentText[]> {
    return this.texts.current();
  }
}
