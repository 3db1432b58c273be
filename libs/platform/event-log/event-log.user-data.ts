import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { UserId } from '@platform/ids/ids';
import { columnsKept } from '@platform/user-data/columns-kept';
import type { TableDeclaration } from '@platform/user-data/table-declaration';
import type { ImportedItem, UserDataItem } from '@platform/user-data/user-data-item';
import { UserDataProvider } from '@platform/user-data/user-data-provider';
import { UserDataRegistry } from '@platform/user-data/user-data-registry';
import { ChangeAccess } from './changes/change-access';
import { EventLogRepository } from './entries/event-log.repository';
import { EventReader, type OpenedEntry } from './entries/event-reader';
import { showsOriginTo } from './entries/sealed-places';

const PAGE = 500;
const APPEND_ONLY = 'The log is append-only; without the account and its key the ID says nothing about a person.';
const entries = columnsKept('as long as the log; sealed values become unreadable when the account is erased');
const positions = columnsKept('as long as the log');
const stops = columnsKept('until the consumer has handled the event');

/** The events about users and of their actions. */
@Injectable()
export class EventLogUserData extends UserDataProvider implements OnModuleInit {
  readonly name = 'events';
  readonly tables: readonly TableDeclaration[] = [
    {
      name: 'event_log',
      holds: 'user-data',
      readers: ['audit.read'],
      userColumns: ['subject_id', 'actor_id', 'on_behalf_of'].map((column) => ({
        column,
        keptAfterErasure: APPEND_ONLY,
      })),
      columns: {
        seq: entries.technical('order in which the events were stored'),
        id: entries.technical('ID of the event, which contains its time'),
        at: entries.personal('time of the event', 'plain'),
        type: entries.personal('type of the event', 'plain'),
        version: entries.technical('version of the facts'),
        actor_kind: entries.technical('kind of actor'),
        actor_id: entries.personal('ID of the actor', 'plain'),
        key_id: entries.technical('ID of the API key with which the user acted'),
        on_behalf_of: entries.personal('ID of the user on whose behalf the actor acted', 'plain'),
        subject_id: entries.personal('ID of the user concerned', 'plain'),
        other_subjects: entries.personal('IDs of other users concerned', 'plain'),
        request_id: entries.technical('to find the request in the request log'),
        facts: entries.technical('IDs and facts that are not personal'),
        changes_sealed: entries.personal('values before and after the change', 'sealed'),
        origin_sealed: entries.personal('device, country and network of the actor', 'sealed'),
        format: entries.technical('version of the leaf hash format'),
        leaf_hash: entries.technical('hash of the stored entry, with its sealed values as ciphertext'),
      },
    },
    {
      name: 'event_subject',
      holds: 'user-data',
      userColumns: [{ column: 'user_id', keptAfterErasure: APPEND_ONLY }],
      columns: {
        user_id: entries.personal('ID of another user concerned', 'plain'),
        event_id: entries.technical('ID of the event'),
      },
    },
    {
      name: 'event_stop',
      holds: 'user-data',
      readers: ['audit.read-consumers'],
      userColumns: [{ column: 'subject_id', keptAfterErasure: 'Consumers receive the event of the erasure in order.' }],
      columns: {
        consumer: stops.technical('name of the consumer'),
        subject_id: stops.personal('ID of the user whose events are not handled', 'plain'),
        position: stops.technical('position of the first event that is not handled'),
        state: stops.technical('whether it will be tried again'),
        attempts: stops.technical('number of failed attempts'),
        next_at: stops.technical('time of the next attempt'),
        error: stops.technical('the last error, without email addresses, quoted values and long numbers'),
        since: stops.technical('time of the first failure'),
      },
    },
    {
      name: 'event_run',
      holds: 'no-user-data',
      why: 'Contains the positions of events and their hashes.',
      columns: {
        position: positions.technical('position of the first event'),
        seq: positions.technical('number of the first event'),
        length: positions.technical('number of events'),
        at: positions.technical('time at which the positions were given'),
        hashes: positions.technical('hashes of the events'),
      },
    },
    { name: 'event_removal', holds: 'no-user-data', why: 'Contains until when the events of a type were removed.' },
    { name: 'event_sequence', holds: 'no-user-data', why: 'Contains the newest position.' },
    { name: 'event_consumer', holds: 'no-user-data', why: 'Contains the positions of consumers.' },
    { name: 'event_node', holds: 'no-user-data', why: 'Contains the processes that handle events.' },
  ];

  constructor(
    private readonly registry: UserDataRegistry,
    private readonly log: EventLogRepository,
    private readonly reader: EventReader,
    private readonly access: ChangeAccess,
  ) {
    super();
  }

  onModuleInit(): void {
    this.registry.register(this);
  }

  async *export(userId: UserId): AsyncGenerator<UserDataItem> {
    for (let after: string | undefined; ;) {
      const page = await this.log.find({ subjectId: userId, withInternal: true }, after, PAGE);
      for (const opened of await this.reader.open(page, this.access.whole(userId)))
        yield { kind: 'activity', data: exported(opened, userId) };
      if (page.length < PAGE) return;
      after = page[PAGE - 1]?.id;
    }
  }

  async import(): Promise<ImportedItem> {
    return { skipped: 'The log contains what happened in this installation.' };
  }

  /** Removes nothing, because the log is append-only. Sealed values become unreadable when the user's key is destroyed. */
  async erase(): Promise<void> {}

  /** Changes nothing, because the log is append-only. */
  async reassign(): Promise<void> {}
}

/** Leaves out who else acted, from where, and with which API key. */
function exported(
  { entry, facts, changes, details, origin }: OpenedEntry,
  userId: UserId,
): Readonly<Record<string, unknown>> {
  const { id, at, type, version, actorKind, subjectId, requestId } = entry;
  const common = { id, at: at.toISOString(), action: type, version, actorKind, subjectId, requestId, changes, details };
  const { withKey: _, ...othersFacts } = facts;
  if (!showsOriginTo(userId, entry)) return { ...common, facts: othersFacts };
  return { ...common, facts, ...origin };
}
