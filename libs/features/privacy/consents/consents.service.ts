import { Injectable } from '@nestjs/common';
import { UserReader } from '@features/users';
import { FieldErrors, RequestProblems } from '@platform/errors/platform.errors';
import { currentWork } from '@platform/context/work-context';
import { Events } from '@platform/event-log/events';
import { refusedField } from '@platform/http/fields/refusals';
import { HttpConfig } from '@platform/http/http.config';
import type { UserId } from '@platform/ids/ids';
import { Transactions } from '@platform/persistence/transactions';
import { DocumentSigner } from '@platform/signed-documents/document-signer';
import { PrivacyFieldErrors } from '../privacy.errors';
import { ConsentChanged } from '../privacy.events';
import { receiptOf, statementBytes } from './consent-receipt.rule';
import type { ConsentSource } from '../consent-source';
import { ConsentRepository, type Consent } from './consent.repository';
import { hashOf, shownIn } from './consent-text.rule';
import { ConsentTexts } from './consent-texts';
import type { ConsentDto, ConsentListDto, PutConsentDto } from './consents.dto';

export interface Decision {
  readonly purpose: string;
  readonly version: string;
  readonly given: boolean;
  /** The language of the text that the user has seen; by default that of the request. */
  readonly locale?: string | undefined;
  readonly source: ConsentSource;
  /** Where the decision is in the body of the request, for errors. */
  readonly pointer?: string;
}

/** Consents that users give and withdraw. */
@Injectable()
export class ConsentsService {
  constructor(
    private readonly texts: ConsentTexts,
    private readonly consents: ConsentRepository,
    private readonly users: UserReader,
    private readonly signer: DocumentSigner,
    private readonly http: HttpConfig,
    private readonly events: Events,
    private readonly transactions: Transactions,
  ) {}

  async list(userId: UserId): Promise<ConsentListDto> {
    return { items: (await this.consents.currentOf(userId)).map((consent) => this.shown(consent)) };
  }

  async read(userId: UserId, purpose: string): Promise<ConsentDto> {
    const consent = await this.consents.newest(userId, purpose);
    if (!consent) throw RequestProblems.not_found();
    return this.shown(consent);
  }

  async put(userId: UserId, purpose: string, { given, version, locale }: PutConsentDto): Promise<ConsentDto> {
    return this.transactions.run(async () => {
      // The account is locked, so that concurrent decisions are stored one after another.
      if (!(await this.users.lock(userId))) throw RequestProblems.not_found();
      const decided = version ?? (await this.consents.newest(userId, purpose))?.version;
      if (decided === undefined || (given && version === undefined))
        throw refusedField('/version', FieldErrors.required);
      return this.shown(await this.decide(userId, { purpose, version: decided, given, locale, source: 'settings' }));
    });
  }

  /** Must run in a transaction. A decision that is already the current one changes nothing. */
  async decide(userId: UserId, { purpose, version, given, locale, source, pointer = '' }: Decision): Promise<Consent> {
    const versions = (await this.texts.all()).filter((text) => text.purpose === purpose);
    const current = versions.at(-1);
    if (!current) throw RequestProblems.not_found();
    // An outdated text can be withdrawn, but not accepted.
    const text = given ? current : versions.find((one) => one.version === version);
    if (!text || text.version !== version)
      throw refusedField(`${pointer}/version`, PrivacyFieldErrors.outdated_version);
    if (locale !== undefined && !Object.hasOwn(text.texts, locale))
      throw refusedField(`${pointer}/locale`, PrivacyFieldErrors.unknown_language);
    const before = await this.consents.newest(userId, purpose);
    if (before?.given === given && before.version === version) return before;
    // The texts are listed and refused in the language of the request.
    const shown = shownIn(text, locale ?? currentWork()?.language ?? 'en');
    const textHash = hashOf(shown.text);
    const added = await this.consents.add({ userId, purpose, version, locale: shown.locale, textHash, given, source });
    const facts = { purpose, textId: text.id, given, source };
    await this.events.publish(ConsentChanged.of({ subject: userId, facts }));
    return added;
  }

  private shown(consent: Consent): ConsentDto {
    const { userId, purpose, version, locale, given, source } = consent;
    const at = consent.createdAt.toISOString();
    const textHash = consent.textHash.toString('hex');
    const installation = this.http.publicUrl;
    const statement = statementBytes({ installation, userId, purpose, version, locale, textHash, given, source, at });
    const receipt = receiptOf(statement, this.signer.sign('consent-receipt', statement));
    return { purpose, given, version, locale, textHash, source, at, receipt };
  }
}
