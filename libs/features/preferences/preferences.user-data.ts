import { Injectable } from '@nestjs/common';
import { Problem } from '@platform/errors/problem';
import { Database } from '@platform/persistence/database';
import { Transactions } from '@platform/persistence/transactions';
import { columnsKept } from '@platform/user-data/columns-kept';
import type { RetentionDeclaration } from '@platform/user-data/retention-declaration';
import type { TableDeclaration } from '@platform/user-data/table-declaration';
import { TablesProvider } from '@platform/user-data/tables-provider';
import { declaredPointer } from '@platform/json-schema/declared-pointer.rule';
import { withoutRefused } from '@platform/http/fields/accepted-fields';
import {
  importedWithout,
  isFile,
  type ImportedItem,
  type ImportSource,
  type UserDataItem,
} from '@platform/user-data/user-data-item';
import { UserDataRegistry } from '@platform/user-data/user-data-registry';
import { Vault } from '@platform/vault/vault';
import type { UserId } from '@platform/ids/ids';
import { DocumentRepository, type StoredDocument } from './documents/document.repository';
import { contentOf, openValues } from './documents/stored-values';
import { NamespaceSchemas } from './namespaces/namespace-schemas';
import { PreferencesService } from './documents/preferences.service';
import { isNamespace } from './preference-names.rule';
import { isValues } from './values.rule';

const account = columnsKept('until the user resets them or the account is erased');
const retention: RetentionDeclaration = {
  since: 'created_at',
  days: 90,
  event: 'the change of the schema',
  isAdjustable: true,
};
const report = columnsKept(retention);

const TABLES: readonly TableDeclaration[] = [
  {
    name: 'preferences_document',
    holds: 'user-data',
    readers: ['preferences.read'],
    userColumns: ['user_id'],
    columns: {
      id: account.technical('ID of the document, computed from its user, namespace and session'),
      user_id: account.personal('owner of the preferences', 'plain'),
      session_id: account.technical('session whose device the values are for, until it ends'),
      namespace: account.personal('what the preferences are about', 'plain'),
      content: account.personal('preferences of the user', 'plain'),
      content_sealed: account.personal('preferences that their schema seals', 'sealed'),
      version: account.technical('to detect an outdated copy'),
      schema_version: account.technical('schema that the document was migrated to'),
      updated_at: account.technical('time of the last change'),
    },
  },
  {
    name: 'preferences_misfit',
    holds: 'user-data',
    readers: ['preferences.manage-schemas'],
    userColumns: ['user_id'],
    retention,
    columns: {
      id: report.technical('ID of the entry'),
      namespace: report.technical('namespace whose schema was changed'),
      schema_version: report.technical('new version of the schema'),
      user_id: report.personal('user whose value did not fit', 'plain'),
      pointer: report.personal('key whose value did not fit', 'plain'),
      code: report.technical('why the value did not fit'),
      keyword: report.technical('keyword of the schema'),
      created_at: report.technical('time of the change'),
    },
  },
  {
    name: 'preferences_schema',
    holds: 'no-user-data',
    why: 'Contains the schemas and defaults of namespaces, without values of users.',
  },
];

/** The preferences for all devices. Those of one device end with its session, so they are erased but not exported. */
@Injectable()
export class PreferencesUserData extends TablesProvider {
  constructor(
    registry: UserDataRegistry,
    database: Database,
    private readonly documents: DocumentRepository,
    private readonly preferences: PreferencesService,
    private readonly schemas: NamespaceSchemas,
    private readonly vault: Vault,
    private readonly transactions: Transactions,
  ) {
    super('preferences', TABLES, database);
    registry.register(this);
  }

  override async *export(userId: UserId): AsyncGenerator<UserDataItem> {
    const box = await this.vault.boxOf(userId);
    for (const document of await this.documents.ofUser(userId)) {
      const values = openValues(box, document);
      const { namespace, updatedAt } = document;
      if (Object.keys(values).length > 0)
        yield { kind: 'preferences', data: { namespace, values, updatedAt: updatedAt.toISOString() } };
    }
  }

  /** The user must be allowed to write the values of an export, which must match the schema of this installation. */
  override async import(userId: UserId, item: UserDataItem, source: ImportSource): Promise<ImportedItem> {
    if (isFile(item) || item.kind !== 'preferences') return super.import(userId, item);
    const { namespace, values } = item.data;
    if (typeof namespace !== 'string' || !isNamespace(namespace) || !isValues(values))
      return { skipped: 'The export does not contain a namespace and its values.' };
    const change = { viewer: { actor: source === 'backup' ? 'system' : 'user' }, key: { userId, namespace } } as const;
    try {
      const { result, leftOut } = await withoutRefused(values, (rest) =>
        this.preferences.change(change, { values: rest }),
      );
      // The user chose names that the schema does not declare.
      return importedWithout(
        leftOut.map((fault) => ({ ...fault, pointer: declaredPointer(result.rules, fault.pointer) })),
      );
    } catch (error) {
      if (error instanceof Problem) return { skipped: `Refused with ${error.code}.` };
      throw error;
    }
  }

  /** A namespace that the other account has set stays as it is there. */
  override async reassign(from: UserId, to: UserId): Promise<void> {
    const [fromBox, toBox, all] = await Promise.all([
      this.vault.boxOf(from),
      this.vault.boxOf(to),
      this.schemas.current(),
    ]);
    for (const document of await this.documents.ofUser(from)) {
      const values = openValues(fromBox, document);
      const content = {
        ...contentOf(toBox, all.of(document.namespace), values),
        schemaVersion: document.schemaVersion,
      };
      await this.transactions.run(() => this.move(document, to, content));
    }
  }

  private async move(
    document: StoredDocument,
    to: UserId,
    content: Parameters<DocumentRepository['write']>[2],
  ): Promise<void> {
    const key = { userId: to, namespace: document.namespace };
    const existing = await this.documents.lock(key);
    const isSet = existing && (existing.contentSealed !== null || Object.keys(existing.content).length > 0);
    if (!isSet) await this.documents.write(key, existing, content);
  }
}
