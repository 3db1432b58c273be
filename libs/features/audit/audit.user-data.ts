import { Injectable, type OnModuleInit } from '@nestjs/common';
import { ChangeAccess } from '@platform/events/change-access';
import { columnsKept } from '@platform/user-data/columns-kept';
import type { TableDeclaration } from '@platform/user-data/table-declaration';
import { UserDataProvider } from '@platform/user-data/user-data-provider';
import type { ImportedItem, UserDataItem } from '@platform/user-data/user-data-item';
import { UserDataRegistry } from '@platform/user-data/user-data-registry';
import type { UserId } from '@platform/ids/ids';
import { AuditLogRepository } from './log/audit-log.repository';
import { AuditReader } from './log/audit-reader';
import { entryDtoOf } from './search/audit-search.service';

const PAGE = 500;
const KEPT = 'The log is append-only; without the account and its key the ID says nothing about a person.';
const { technical, personal } = columnsKept(
  'as long as the log; sealed values become unreadable when the account is erased',
);

/** The audit entries about users and of their actions. */
@Injectable()
export class AuditUserData extends UserDataProvider implements OnModuleInit {
  readonly name = 'audit';
  readonly tables: readonly TableDeclaration[] = [
    {
      name: 'audit_entry',
      holds: 'user-data',
      userColumns: ['subject_id', 'actor_id', 'on_behalf_of'].map((column) => ({ column, keptAfterErasure: KEPT })),
      columns: {
        id: technical('ID of the entry, which also orders the log'),
        at: personal('time of the event', 'plain'),
        action: personal('type of the event', 'plain'),
        actor_kind: technical('kind of actor'),
        actor_id: personal('ID of the actor', 'plain'),
        on_behalf_of: personal('ID of the user on whose behalf the actor acted', 'plain'),
        subject_id: personal('ID of the user concerned', 'plain'),
        request_id: technical('to find the request in the request log'),
        facts: technical('IDs and facts that are not personal'),
        changes_sealed: personal('values before and after the change', 'sealed'),
        origin_sealed: personal('device, country and network of the actor', 'sealed'),
        format: technical('version of the leaf hash format'),
        leaf_hash: technical('hash of the stored entry, with its sealed values as ciphertext'),
      },
    },
  ];

  constructor(
    private readonly registry: UserDataRegistry,
    private readonly log: AuditLogRepository,
    private readonly reader: AuditReader,
    private readonly access: ChangeAccess,
  ) {
    super();
  }

  onModuleInit(): void {
    this.registry.register(this);
  }

  async *export(userId: UserId): AsyncGenerator<UserDataItem> {
    for (let before: string | undefined; ;) {
      const page = await this.log.find({ subjectId: userId }, before, PAGE);
      for (const opened of await this.reader.open(page, this.access.whole())) {
        const { actorId, network, place, device, ...entry } = entryDtoOf(opened);
        const byOther = actorId !== null && actorId !== userId;
        const { withKey: _, ...facts } = entry.facts as Record<string, unknown>;
        // Facts about another user's API key are private, so `withKey` is left out.
        yield { kind: 'activity', data: byOther ? { ...entry, facts } : { ...entry, network, place, device } };
      }
      if (page.length < PAGE) return;
      before = page[PAGE - 1]?.id;
    }
  }

  async import(): Promise<ImportedItem> {
    return { skipped: 'The log contains what happened in this installation.' };
  }

  /** Removes nothing, because the log is append-only. Its sealed values become unreadable when the user's key is destroyed. */
  async erase(): Promise<void> {}

  /** Changes nothing, because the log is append-only. */
  async reassign(): Promise<void> {}
}
