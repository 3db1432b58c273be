import { Injectable, type OnModuleInit } from '@nestjs/common';
import { AuthProblems, SignInChecks, type AcceptedTextDto, type SignInCheck, type CheckedSignIn } from '@features/auth';
import { currentWork } from '@platform/context/work-context';
import { ConsentRepository } from './consent.repository';
import { missingTexts, shownIn } from './consent-text.rule';
import { ConsentTexts } from './consent-texts';
import { ConsentsService } from './consents.service';

/** Refuses accounts and sign-ins without the required consents, and stores those that come with the request. */
@Injectable()
export class ConsentCheck implements SignInCheck, OnModuleInit {
  constructor(
    private readonly checks: SignInChecks,
    private readonly texts: ConsentTexts,
    private readonly consents: ConsentRepository,
    private readonly decisions: ConsentsService,
  ) {}

  onModuleInit(): void {
    this.checks.register(this);
  }

  async check({ userId, isNew, accepted }: CheckedSignIn): Promise<void> {
    const current = await this.texts.current();
    if (current.length === 0) return;
    const before = isNew ? [] : await this.consents.currentOf(userId);
    this.refuseMissing(missingTexts(current, before, accepted));
    const source = isNew ? 'registration' : 'sign_in';
    for (const [at, { purpose, version, locale }] of accepted.entries())
      // A text that was replaced while the user read it, and is not required, is not stored.
      if (current.some((text) => text.purpose === purpose && text.version === version))
        await this.decisions.decide(userId, {
          purpose,
          version,
          given: true,
          locale,
          source,
          pointer: `/consents/${at}`,
        });
  }

  async checkWithoutAccount(accepted: readonly AcceptedTextDto[]): Promise<void> {
    this.refuseMissing(missingTexts(await this.texts.current(), [], accepted));
  }

  private refuseMissing(missing: readonly Parameters<typeof shownIn>[0][]): void {
    if (missing.length === 0) return;
    const language = currentWork()?.language ?? 'en';
    const consents = missing.map((text) => {
      const { required: _, ...shown } = shownIn(text, language);
      return shown;
    });
    throw AuthProblems.consent_required({ consents });
  }
}
