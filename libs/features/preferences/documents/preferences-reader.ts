import { hash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { UserLanguage } from '@features/users';
import { RequestProblems } from '@platform/errors/platform.errors';
import { CachedAnswers } from '@platform/http/answers/cached-answers';
import { Versioned } from '@platform/http/serialization/document';
import type { UserId } from '@platform/ids/ids';
import { Transactions } from '@platform/persistence/transactions';
import { Vault } from '@platform/vault/vault';
import { NamespaceSchemas, type AllNamespaces } from '../namespaces/namespace-schemas';
import { LOCALE } from '../namespaces/shipped-schemas';
import { DocumentRepository, type DocumentVersion } from './document.repository';
import { shown, versionOf, type NamespaceState, type Reading } from './namespace-state.rule';
import type { PreferencesDto, PreferencesListDto } from './preferences.dto';

/** Reads preferences, merged with their defaults. */
@Injectable()
export class PreferencesReader {
  private readonly cached = new CachedAnswers<PreferencesListDto>();

  constructor(
    private readonly documents: DocumentRepository,
    private readonly schemas: NamespaceSchemas,
    private readonly languages: UserLanguage,
    private readonly vault: Vault,
    private readonly transactions: Transactions,
  ) {}

  async one(userId: UserId, namespace: string, reading: Reading): Promise<Versioned<PreferencesDto>> {
    const { sessionId, viewer } = reading;
    // The account of another user must exist.
    const needsAccount = namespace === LOCALE || viewer.actor !== 'user';
    const [all, document, override, language] = await Promise.all([
      this.schemas.current(),
      this.documents.read({ userId, namespace }),
      sessionId && this.documents.read({ userId, namespace, sessionId }),
      needsAccount ? this.languageOf(userId) : '',
    ]);
    return this.answer(userId, { rules: all.allowed(namespace), document, override, language }, reading);
  }

  async answer(userId: UserId, state: NamespaceState, reading: Reading): Promise<Versioned<PreferencesDto>> {
    return new Versioned(shown(await this.vault.boxOf(userId), state, reading), versionOf(state));
  }

  /** The most frequent request. If the answer is cached, only the versions are read from the database. */
  async all(userId: UserId, reading: Reading): Promise<Versioned<PreferencesListDto>> {
    const schemas = await this.schemas.current();
    const isCommon = reading.viewer.actor === 'user' && !reading.raw && reading.sessionId === undefined;
    const box = this.vault.boxInMemory(userId);
    const cached = isCommon && box ? this.cached.of(box) : undefined;
    if (cached) {
      const [versions, language] = await Promise.all([this.documents.versionsOf(userId), this.languageOf(userId)]);
      if (cached.version === versionOfAll(schemas, language, versions, [])) return cached;
    }
    const list = await this.readAll(userId, schemas, reading);
    if (isCommon && box) this.transactions.remember(() => this.cached.keep(box, list));
    return list;
  }

  private async readAll(
    userId: UserId,
    schemas: AllNamespaces,
    reading: Reading,
  ): Promise<Versioned<PreferencesListDto>> {
    const [documents, overrides, language, box] = await Promise.all([
      this.documents.ofUser(userId),
      reading.sessionId ? this.documents.ofSession(reading.sessionId) : [],
      this.languageOf(userId),
      this.vault.boxOf(userId),
    ]);
    const named = <T extends DocumentVersion>(list: readonly T[]) => new Map(list.map((one) => [one.namespace, one]));
    const [byName, overrideByName] = [named(documents), named(overrides)];
    const names = new Set([...schemas.registered.keys(), ...byName.keys(), ...overrideByName.keys()]);
    const items = [...names].sort().flatMap((namespace) => {
      const rules = schemas.of(namespace);
      const [document, override] = [byName.get(namespace), overrideByName.get(namespace)];
      const item = shown(box, { rules, document, override, language }, reading);
      return Object.keys(item.values).length > 0 ? [item] : [];
    });
    return new Versioned({ items }, versionOfAll(schemas, language, documents, overrides));
  }

  /** An account always has a language. */
  private async languageOf(userId: UserId): Promise<string> {
    const language = await this.languages.of(userId);
    if (language === undefined) throw RequestProblems.not_found();
    return language;
  }
}

function versionOfAll(
  { revision }: AllNamespaces,
  language: string,
  documents: readonly DocumentVersion[],
  overrides: readonly DocumentVersion[],
): string {
  let text = `${revision} ${language}`;
  for (const { namespace, version } of documents) text += ` ${namespace}:${version}`;
  for (const { namespace, version } of overrides) text += ` ${namespace}!${version}`;
  return hash('sha1', text, 'base64url');
}
