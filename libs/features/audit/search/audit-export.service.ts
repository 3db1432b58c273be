import { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import { stringify } from 'csv-stringify';
import { PersonalReads } from '@platform/access/personal-reads';
import type { Caller } from '@platform/access/principal';
import { currentWork, withWork } from '@platform/context/work-context';
import { Authenticator } from '@platform/http/access/authenticator';
import { permissionMissing } from '@platform/http/access/permission-missing';
import { ChangeAccess } from '@platform/event-log/changes/change-access';
import { Events } from '@platform/event-log/events';
import { Transactions } from '@platform/persistence/transactions';
import type { UserId } from '@platform/ids/ids';
import { AuditExported } from '../audit.events';
import { EXPORT_AUDIT } from '../audit.permissions';
import { EventLogRepository, type EventFilter } from '@platform/event-log/entries/event-log.repository';
import { EventReader } from '@platform/event-log/entries/event-reader';
import { ProvenEntries } from '../proofs/log/proven-entries';
import type { AuditEntryDto, AuditExportQuery } from './audit-search.dto';
import { filterOf, entryDtoFor, usersRead } from './audit-search.service';

type RecordReads = (userIds: readonly UserId[]) => Promise<void>;

const PAGE = 500;
const MAX_RECORDED = 10_000;
const COLUMNS: readonly (keyof AuditEntryDto)[] = [
  'id',
  'position',
  'proven',
  'at',
  'action',
  'version',
  'actorKind',
  'actorId',
  'onBehalfOf',
  'subjectId',
  'otherSubjects',
  'requestId',
  'network',
  'place',
  'device',
  'changes',
  'details',
  'facts',
];

/** Streams the log page by page at the speed of the client, so that it is never in memory as a whole. */
@Injectable()
export class AuditExportService {
  constructor(
    private readonly log: EventLogRepository,
    private readonly proven: ProvenEntries,
    private readonly reader: EventReader,
    private readonly access: ChangeAccess,
    private readonly authenticator: Authenticator,
    private readonly reads: PersonalReads,
    private readonly events: Events,
    private readonly transactions: Transactions,
  ) {}

  /** Exports the existing entries, and records the export as a new entry. */
  async export(by: Caller, query: AuditExportQuery): Promise<{ stream: Readable; mediaType: string }> {
    const { format = 'ndjson' } = query;
    await this.transactions.run(() => this.events.publish(AuditExported.of({ subject: null, facts: { format } })));
    const entries = this.entries(this.recorderOf(by), by, filterOf(query));
    if (format === 'csv') {
      // A spreadsheet would run a cell that begins like a formula.
      const csv = stringify({ header: true, columns: [...COLUMNS], escape_formulas: true });
      return { stream: Readable.from(entries).pipe(csv), mediaType: 'text/csv; charset=utf-8' };
    }
    return { stream: Readable.from(linesOf(entries)), mediaType: 'application/x-ndjson; charset=utf-8' };
  }

  /** Records the access once per user and export, attributed to the original request even if the client reads later. */
  private recorderOf(by: Caller): RecordReads {
    const work = currentWork();
    const recorded = new Set<string>();
    return async (userIds) => {
      const unrecorded = userIds.filter((id) => !recorded.has(id));
      const record = () => this.reads.record(by, unrecorded);
      await (work ? withWork(work, record) : record());
      // In an export of very many users some are recorded twice, to limit the memory.
      if (recorded.size > MAX_RECORDED) recorded.clear();
      for (const id of unrecorded) recorded.add(id);
    };
  }

  private async *entries(record: RecordReads, reader: Caller, filter: EventFilter): AsyncGenerator<AuditEntryDto> {
    let before: string | undefined;
    do {
      const page = await this.log.find(filter, before, PAGE);
      // The rights are read again for every page, so that a revocation ends the export.
      const by = await this.authenticator.current(reader);
      if (!by.permissions.has(EXPORT_AUDIT)) throw permissionMissing(EXPORT_AUDIT);
      const view = await this.access.forCaller(by);
      const opened = await this.reader.open(page, view);
      await record(usersRead(opened, by));
      const positions = await this.proven.among(page);
      for (const entry of opened) yield entryDtoFor(entry, by, positions);
      before = page.length === PAGE ? page[PAGE - 1]?.id : undefined;
    } while (before);
  }
}

async function* linesOf(entries: AsyncIterable<AuditEntryDto>): AsyncGenerator<string> {
  for await (const entry of entries) yield `${JSON.stringify(entry)}\n`;
}
