import { hash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { UserLanguage } from '@features/users';
import { RequestProblems } from '@platform/errors/platform.errors';
import { CachedAnswers } from '@platform/http/answers/cached-answers';
import { Versioned } from '@platform/http/serialization/document';
import type { SessionId, UserId } from '@platform/ids/ids';
import { Transactions } from '@platform/persistence/transactions';
import type { Box } from '@platform/vault/sealing/box';
import { Vault } from '@platform/vault/vault';
import type { NamespaceRules, Viewer } from '../namespaces/namespace-rules.rule';
import { NamespaceSchemas, type AllNamespaces } from '../namespaces/namespace-schemas';
import { LANGUAGE, LOCALE } from '../namespaces/shipped-schemas';
import { only, over, type Values } from '../values.rule';
import { DocumentRepository, type DocumentVersion, type StoredDocument } from './document.repository';
import type { PreferencesDto, PreferencesListDto } from './preferences.dto';
import { openValues } from './stored-values';

export interface Reading {
  readonly viewer: Viewer;
  /** Only the values that were set, without defaults. */
  readonly raw?: boolean;
  /** The session whose device's values apply before those for all devices. */
  readonly sessionId?: SessionId;
}

interface Parts {
  readonly rules: NamespaceRules;
  readonly document: StoredDocument | undefined;
  readonly override: StoredDocument | undefined;
  readonly language: string;
}

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
    const parts = { rules: all.allowed(namespace), document, override, language };
    return new Versioned(shown(await this.vault.boxOf(userId), parts, reading), versionOf(parts));
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

function shown(
  box: Box,
  { rules, document, override, language }: Parts,
  { viewer, raw, sessionId }: Reading,
): PreferencesDto {
  const { namespace } = rules;
  const own = over(openValues(box, document), openValues(box, override));
  const set: Values = namespace === LOCALE ? { ...own, [LANGUAGE]: language } : own;
  const values = only(raw ? set : over(rules.defaults, set), (key) => rules.mayRead(key, viewer));
  return { namespace, values, version: (sessionId ? override : document)?.version ?? 0 };
}

/** A new schema, which may have other defaults, is a new version of the document. */
export function versionOf({ rules, document, override, language }: Parts): string {
  const parts = [document?.version ?? 0, rules.version];
  if (override) parts.push(override.version);
  return `${parts.join('.')}${rules.namespace === LOCALE ? `-${language}` : ''}`;
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
