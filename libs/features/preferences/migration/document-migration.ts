import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Events } from '@platform/event-log/events';
import { Jobs } from '@platform/jobs/jobs';
import { Transactions } from '@platform/persistence/transactions';
import type { Box } from '@platform/vault/sealing/box';
import { Vault } from '@platform/vault/vault';
import { changesOf, factsOf } from '../documents/changed-event.rule';
import { DocumentRepository, type StoredDocument } from '../documents/document.repository';
import { contentOf, openValues } from '../documents/stored-values';
import type { NamespaceRules } from '../namespaces/namespace-rules.rule';
import { NamespaceSchemas } from '../namespaces/namespace-schemas';
import { PreferencesChanged } from '../preferences.events';
import { changedKeys } from '../values.rule';
import { migratedValues } from './migrated-values.rule';
import { MisfitRepository } from './misfit.repository';

const JOB = 'preferences.migrate';
const BATCH = 200;
const ALL_SECONDS = 300;

/**
 * Migrates the stored documents of a namespace to the newest version of its schema, in batches. Each document contains
 * the version that it was migrated to, so an interrupted migration continues where it stopped.
 */
@Injectable()
export class DocumentMigration implements OnModuleInit {
  constructor(
    private readonly jobs: Jobs,
    private readonly schemas: NamespaceSchemas,
    private readonly documents: DocumentRepository,
    private readonly misfits: MisfitRepository,
    private readonly vault: Vault,
    private readonly events: Events,
    private readonly transactions: Transactions,
  ) {}

  onModuleInit(): void {
    this.jobs.define<{ namespace: string }>({ name: JOB, handle: ({ namespace }) => this.migrate(namespace) });
    // Also finds documents that were written with the previous schema while a new one was set.
    this.jobs.every({ name: 'preferences.migrate-all', seconds: ALL_SECONDS, run: () => this.migrateAll() });
  }

  /** Joins the transaction that changes the schema. */
  async enqueue(namespace: string): Promise<void> {
    await this.jobs.enqueue(JOB, { namespace });
  }

  async migrate(namespace: string): Promise<void> {
    while ((await this.migrateBatch(namespace)) === BATCH);
  }

  private async migrateAll(): Promise<void> {
    for (const namespace of (await this.schemas.current()).registered.keys()) await this.migrate(namespace);
  }

  /** Returns the number of documents in the batch. */
  private async migrateBatch(namespace: string): Promise<number> {
    const rules = (await this.schemas.current()).of(namespace);
    return this.transactions.run(async () => {
      const documents = await this.documents.lockOlderThan(namespace, rules.version, BATCH);
      const boxes = await this.vault.boxesOf(
        documents.filter((document) => needsBox(rules, document)).map(({ userId }) => userId),
      );
      const fitting: StoredDocument[] = [];
      for (const document of documents) {
        const isChanged = await this.migrateDocument(rules, document, boxes.get(document.userId));
        if (!isChanged) fitting.push(document);
      }
      await this.documents.confirm(fitting, rules.version);
      return documents.length;
    });
  }

  /** Returns false if the document stays as it is. */
  private async migrateDocument(rules: NamespaceRules, document: StoredDocument, known?: Box): Promise<boolean> {
    const { userId, namespace, sessionId } = document;
    const before = known ? openValues(known, document) : document.content;
    const { values: after, misfits } = migratedValues(rules, before, document.schemaVersion);
    for (const misfit of misfits) await this.misfits.add({ namespace, schemaVersion: rules.version, userId }, misfit);
    const keys = changedKeys(before, after);
    if (keys.length === 0 && !known) return false;
    const box = known ?? (await this.vault.boxOf(userId));
    // The user is being erased: the key is destroyed first.
    if (box.destroyed) return false;
    const key = { userId, namespace, ...(sessionId && { sessionId }) };
    const { version } = await this.documents.write(key, document, contentOf(box, rules, after));
    if (keys.length === 0) return true;
    const facts = factsOf(rules, keys, version, sessionId);
    const changes = changesOf(rules, keys, before, after);
    await this.events.publish(PreferencesChanged.of({ subject: userId, facts, changes }));
    return true;
  }
}

/** Values must be opened, or sealed from now on. */
function needsBox(rules: NamespaceRules, { content, contentSealed }: StoredDocument): boolean {
  return contentSealed !== null || Object.keys(content).some((key) => rules.isSealed(key));
}
