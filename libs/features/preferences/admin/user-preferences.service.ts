import { Injectable } from '@nestjs/common';
import { MoreRights, UserReader } from '@features/users';
import { PersonalReads } from '@platform/access/personal-reads';
import type { Caller } from '@platform/access/principal';
import { RequestProblems } from '@platform/errors/platform.errors';
import { partsSetBy } from '@platform/http/body/merge-patch.rule';
import { Versioned } from '@platform/http/serialization/document';
import type { ExpectedVersion } from '@platform/http/serialization/if-match';
import type { UserId } from '@platform/ids/ids';
import { Transactions } from '@platform/persistence/transactions';
import type { DocumentKey } from '../documents/document.repository';
import type { PreferencesDto, PreferencesListDto, ReadUserPreferencesQuery } from '../documents/preferences.dto';
import type { NamespaceState } from '../documents/namespace-state.rule';
import { PreferencesReader } from '../documents/preferences-reader';
import { PreferencesService } from '../documents/preferences.service';
import type { Viewer } from '../namespaces/namespace-rules.rule';
import { NamespaceSchemas } from '../namespaces/namespace-schemas';
import { READ_PREFERENCES } from '../preferences.permissions';
import type { Values } from '../values.rule';

/** The preferences of a user, for administrators and apps. Reading a sealed value is recorded. */
@Injectable()
export class UserPreferencesService {
  constructor(
    private readonly reader: PreferencesReader,
    private readonly preferences: PreferencesService,
    private readonly schemas: NamespaceSchemas,
    private readonly users: UserReader,
    private readonly moreRights: MoreRights,
    private readonly reads: PersonalReads,
    private readonly transactions: Transactions,
  ) {}

  async all(by: Caller, userId: UserId, { raw }: ReadUserPreferencesQuery): Promise<Versioned<PreferencesListDto>> {
    const list = await this.reader.all(userId, { viewer: viewerOf(by), raw: raw === 'true' });
    await this.recordRead(by, userId, list.body.items);
    return list;
  }

  async one(
    by: Caller,
    userId: UserId,
    namespace: string,
    { raw }: ReadUserPreferencesQuery,
  ): Promise<Versioned<PreferencesDto>> {
    const document = await this.reader.one(userId, namespace, { viewer: viewerOf(by), raw: raw === 'true' });
    await this.recordRead(by, userId, [document.body]);
    return document;
  }

  async change(
    by: Caller,
    key: DocumentKey,
    patch: Values,
    expected: ExpectedVersion | undefined,
  ): Promise<Versioned<PreferencesDto>> {
    const { userId } = key;
    return this.transactions.run(async () => {
      const state = await this.write(by, key, patch, expected);
      const changed = await this.reader.answer(userId, state, { viewer: viewerOf(by) });
      const { body, version } = changed;
      const document = by.permissions.has(READ_PREFERENCES)
        ? changed
        : new Versioned({ ...body, values: partsSetBy(patch, body.values) as Values }, version);
      await this.recordRead(by, userId, [document.body]);
      return document;
    });
  }

  /** Changes the document. Nothing is read for a response, so no access to sealed values is recorded. */
  async write(
    by: Caller,
    key: DocumentKey,
    patch: Values,
    expected: ExpectedVersion | undefined,
  ): Promise<NamespaceState> {
    return this.transactions.run(async () => {
      if (!(await this.users.lock(key.userId))) throw RequestProblems.not_found();
      await this.moreRights.refuse(by, key.userId);
      return this.preferences.change({ viewer: viewerOf(by), key, ...(expected && { expected }) }, { patch });
    });
  }

  private async recordRead(by: Caller, userId: UserId, documents: readonly PreferencesDto[]): Promise<void> {
    const all = await this.schemas.current();
    const showsSealed = documents.some(({ namespace, values }) =>
      Object.keys(values).some((key) => all.of(namespace).isSealed(key)),
    );
    if (showsSealed) await this.reads.record(by, [userId]);
  }
}

function viewerOf({ kind, permissions }: Caller): Viewer {
  return { actor: kind === 'app' ? 'app' : 'admin', permissions };
}
