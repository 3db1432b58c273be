import { Injectable, type OnModuleInit } from '@nestjs/common';
import { ChangeAccess } from '@platform/events/change-access';
import { columnsKept } from '@platform/user-data/columns-kept';
import type { TableDeclaration } from '@platform/user-data/table-declaration';
import { UserDataProvider } from '@platform/user-data/user-data-provider';
import { UserDataRegistry } from '@platform/user-data/user-data-registry';
import { AuditLogRepository } from './log/audit-log.repository';
import { AuditReader } from './log/audit-reader';
import { entryDtoOf } from './search/audit-search.service';

const PAGE = 500;
const { technical, personal } = columnsKept('as long as the log; what is sealed is unreadable from the erasure on');

/** What this feature keeps of users: what happened, and was done by them. */
@Injectable()
export class AuditUserData extends UserDataProvider implements OnModuleInit {
  readonly feature = 'audit';
  readonly tables: readonly TableDeclaration[] = [
    {
      name: 'audit_entry',
      holds: 'user-data',
      userColumn: 'subject_id',
      columns: {
        id: technical('names the entry, and orders the log'),
        at: personal('when it happened', 'plain'),
        action: personal('what happened', 'plain'),
        actor_kind: technical('what kind of actor'),
        actor_id: personal('who did it, as a number without a name', 'plain'),
        on_behalf_of: personal('whom an impersonating actor stood in for', 'plain'),
        subject_id: personal('whom it concerns, as a number without a name', 'plain'),
        request_id: technical('finds the request in the log of requests'),
        facts: technical('ids and plain facts'),
        changes_sealed: personal('values before and after', 'sealed'),
        origin_sealed: personal('device, place and network of the actor', 'sealed'),
        format: technical('how the leaf hash was made'),
        leaf_hash: technical('commits to the entry as stored, sealed parts as sealed'),
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

  async export(userId: string): Promise<Record<string, unknown>> {
    const activity: unknown[] = [];
    let before: string | undefined;
    do {
      const page = await this.log.find({ subjectId: userId }, before, PAGE);
      for (const opened of await this.reader.open(page, this.access.whole())) {
        const { actorId, network, place, device, ...entry } = entryDtoOf(opened);
        const byOther = actorId !== null && actorId !== userId;
        const { withKey: _, ...facts } = entry.facts as Record<string, unknown>;
        // The key of somebody else is nobody's business either.
        activity.push(byOther ? { ...entry, facts } : { ...entry, network, place, device });
      }
      before = page.length === PAGE ? page[PAGE - 1]?.id : undefined;
    } while (before);
    return { activity };
  }

  /** Nothing to remove: the log only grows. Its personal parts go with the user's key. */
  async erase(): Promise<void> {}
}
