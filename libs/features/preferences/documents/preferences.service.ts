import { Injectable } from '@nestjs/common';
import { UserLanguage, UserReader } from '@features/users';
import { RequestProblems } from '@platform/errors/platform.errors';
import { Events } from '@platform/event-log/events';
import { refused } from '@platform/http/fields/refusals';
import type { ExpectedVersion } from '@platform/http/serialization/if-match';
import type { UserId } from '@platform/ids/ids';
import { Transactions } from '@platform/persistence/transactions';
import type { Box } from '@platform/vault/sealing/box';
import { Vault } from '@platform/vault/vault';
import { isKey } from '../preference-names.rule';
import { PreferencesConfig } from '../preferences.config';
import { PreferencesProblems } from '../preferences.errors';
import { PreferencesChanged } from '../preferences.events';
import type { NamespaceRules, Viewer } from '../namespaces/namespace-rules.rule';
import { NamespaceSchemas } from '../namespaces/namespace-schemas';
import { LANGUAGE, LOCALE } from '../namespaces/shipped-schemas';
import { changedKeys, only, type Values } from '../values.rule';
import { changedValues, type Edit } from './change.rule';
import { changesOf, factsOf } from './changed-event.rule';
import { DocumentRepository, type DocumentKey, type StoredDocument, type WrittenDocument } from './document.repository';
import { versionOf, type NamespaceState } from './namespace-state.rule';
import { contentOf, openValues } from './stored-values';

export interface PreferencesChange {
  readonly viewer: Viewer;
  readonly key: DocumentKey;
  readonly expected?: ExpectedVersion;
}

interface Context extends PreferencesChange {
  readonly rules: NamespaceRules;
  readonly box: Box;
  readonly language: string | undefined;
}

/** Changes preferences. Concurrent changes of different keys are all kept. */
@Injectable()
export class PreferencesService {
  constructor(
    private readonly documents: DocumentRepository,
    private readonly schemas: NamespaceSchemas,
    private readonly languages: UserLanguage,
    private readonly users: UserReader,
    private readonly vault: Vault,
    private readonly events: Events,
    private readonly config: PreferencesConfig,
    private readonly transactions: Transactions,
  ) {}

  /** Returns the state after the change. */
  async change(change: PreferencesChange, edit: Edit): Promise<NamespaceState> {
    const { userId, namespace } = change.key;
    const [all, box] = await Promise.all([this.schemas.current(), this.vault.boxOf(userId)]);
    const rules = all.allowed(namespace);
    if ('resetKey' in edit && !isKey(edit.resetKey)) throw RequestProblems.not_found();
    return this.transactions.run(async () => {
      const stored = await this.documents.lock(change.key);
      const language = namespace === LOCALE ? await this.languages.of(userId) : undefined;
      return this.changeLocked({ ...change, rules, box, language }, stored, edit);
    });
  }

  private async changeLocked(
    context: Context,
    stored: StoredDocument | undefined,
    edit: Edit,
  ): Promise<NamespaceState> {
    const { key, rules, box } = context;
    const forAllDevices = key.sessionId && (await this.documents.read({ ...key, sessionId: undefined }));
    const state = stateOf(context, stored, forAllDevices);
    context.expected?.refuseOther(versionOf(state));
    const before = key.sessionId ? openValues(box, stored) : withLanguage(context, stored);
    const below = key.sessionId && withLanguage(context, forAllDevices);
    const changed = changedValues({ ...context, limits: this.config, before, below }, edit);
    if ('faults' in changed) throw refused(changed.faults);
    const after = changed.values;
    const keys = changedKeys(before, after);
    const language = keys.some((name) => isLanguage(rules, name))
      ? await this.setLanguage(key.userId, String(after[LANGUAGE]))
      : context.language;
    const own = keys.filter((name) => !isLanguage(rules, name));
    if (own.length === 0) return stateOf({ ...context, language }, stored, forAllDevices);
    if (!stored) await this.refuseNewDocument(key);
    const kept = only(after, (name) => !isLanguage(rules, name));
    // A document that has not been migrated yet keeps its version, so that the migration still finds it.
    const content = contentOf(box, rules, kept);
    const schemaVersion = stored ? Math.min(stored.schemaVersion, rules.version) : rules.version;
    const written = await this.documents.write(key, stored, { ...content, schemaVersion });
    await this.publish(context, own, written.version, { before, after });
    return stateOf({ ...context, language }, written, forAllDevices);
  }

  private async setLanguage(userId: UserId, tag: string): Promise<string | undefined> {
    await this.languages.set(userId, tag);
    return this.languages.of(userId);
  }

  private async publish(
    { key, rules }: Context,
    keys: readonly string[],
    version: number,
    { before, after }: { before: Values; after: Values },
  ): Promise<void> {
    const { userId, sessionId } = key;
    const facts = factsOf(rules, keys, version, sessionId);
    const changes = changesOf(rules, keys, before, after);
    await this.events.publish(PreferencesChanged.of({ subject: userId, facts, changes }));
  }

  /** The account is locked, so that it cannot be erased at the same time. */
  private async refuseNewDocument({ userId, sessionId }: DocumentKey): Promise<void> {
    if (!(await this.users.lock(userId))) throw RequestProblems.not_found();
    const { maxNamespaces: max } = this.config;
    const existing = sessionId ? this.documents.ofSession(sessionId) : this.documents.versionsOf(userId);
    if ((await existing).length >= max) throw PreferencesProblems.too_many_namespaces({ parameters: { max } });
  }
}

/** For a change that concerns one device, `written` is the document of the device. */
function stateOf(
  { rules, key, language = '' }: Context,
  written: WrittenDocument | undefined,
  forAllDevices: WrittenDocument | undefined,
): NamespaceState {
  const [document, override] = key.sessionId ? [forAllDevices, written] : [written, undefined];
  return { rules, document, override, language };
}

function withLanguage({ box, language }: Context, stored: StoredDocument | undefined): Values {
  const values = openValues(box, stored);
  return language === undefined ? values : { ...values, [LANGUAGE]: language };
}

function isLanguage({ namespace }: NamespaceRules, key: string): boolean {
  return namespace === LOCALE && key === LANGUAGE;
}
