import { Injectable, type OnModuleInit } from '@nestjs/common';
import { UserReader } from '@features/users';
import { restoringPatch } from '@platform/event-log/versions/restoring-patch.rule';
import {
  VersionedRecords,
  type RecordChange,
  type RecordField,
  type RecordValues,
} from '@platform/event-log/versions/versioned-records';
import type { UserId } from '@platform/ids/ids';
import { Transactions } from '@platform/persistence/transactions';
import { Vault } from '@platform/vault/vault';
import { changedFieldOf } from '../documents/changed-event.rule';
import { DocumentRepository } from '../documents/document.repository';
import { openValues } from '../documents/stored-values';
import { NamespaceSchemas } from '../namespaces/namespace-schemas';
import { partsOfField, PreferencesChanged, type PreferencesChangedFacts } from '../preferences.events';
import { WRITE_PREFERENCES } from '../preferences.permissions';
import { UserPreferencesService } from './user-preferences.service';

const PREFIX = 'preferences.';

/** The earlier versions of preferences, one record for each namespace. Values for one device are left out. */
@Injectable()
export class PreferenceVersions implements OnModuleInit {
  constructor(
    private readonly records: VersionedRecords,
    private readonly documents: DocumentRepository,
    private readonly schemas: NamespaceSchemas,
    private readonly users: UserReader,
    private readonly vault: Vault,
    private readonly preferences: UserPreferencesService,
    private readonly transactions: Transactions,
  ) {}

  onModuleInit(): void {
    this.records.define({
      records: [`${PREFIX}*`],
      events: [PreferencesChanged],
      fieldOf,
      current: (userId) => this.current(userId),
      route: { permission: WRITE_PREFERENCES, change: (change) => this.change(change) },
    });
  }

  private async current(userId: UserId): Promise<RecordValues | undefined> {
    if (!(await this.users.exists(userId))) return undefined;
    const [documents, schemas, box] = await Promise.all([
      this.documents.ofUser(userId),
      this.schemas.current(),
      this.vault.boxOf(userId),
    ]);
    const named = documents.flatMap((document) => {
      const rules = schemas.of(document.namespace);
      return Object.entries(openValues(box, document)).map(([key, value]) => [changedFieldOf(rules, key), value]);
    });
    return Object.fromEntries(named) as RecordValues;
  }

  private async change({ by, userId, record, values, expected }: RecordChange): Promise<readonly string[]> {
    const key = { userId, namespace: record.slice(PREFIX.length) };
    return this.transactions.run(async () => {
      // In the same order as a change by an administrator, so that the two do not deadlock.
      await this.users.lock(userId);
      const stored = await this.documents.lock(key);
      const patch = restoringPatch(openValues(await this.vault.boxOf(userId), stored), values);
      await this.preferences.write(by, key, patch, expected);
      return Object.keys(patch);
    });
  }
}

function fieldOf(changed: string, facts: object): RecordField | undefined {
  if ((facts as PreferencesChangedFacts).sessionId) return undefined;
  const { namespace, key } = partsOfField(changed);
  return { record: `${PREFIX}${namespace}`, field: key };
}
