import { Injectable } from '@nestjs/common';
import { UserReader } from '@features/users';
import { Events } from '@platform/event-log/events';
import { RequestProblems } from '@platform/errors/platform.errors';
import { FileStore } from '@platform/files/file-store';
import type { Download } from '@platform/http/downloads/downloads';
import { Cursors } from '@platform/http/paging/cursors';
import type { PageQuery } from '@platform/http/paging/page';
import { newId, type UserId } from '@platform/ids/ids';
import { Jobs } from '@platform/jobs/jobs';
import { Transactions } from '@platform/persistence/transactions';
import { BUILD_EXPORT } from '../build/export-build';
import { ExportCiphers } from '../store/export-ciphers';
import type { ExportId } from '../archive/export-id';
import { ExportRepository, type StoredExport } from '../store/export.repository';
import type { ExportDto, ExportListDto } from './exports.dto';
import { ExportProblems } from '../exports.errors';
import { ExportDownloaded, ExportRequested } from '../exports.events';

/** The archive is personal, so no cache may keep it. */
const HEADERS = { 'cache-control': 'private, no-store' };

@Injectable()
export class ExportsService {
  constructor(
    private readonly users: UserReader,
    private readonly exports: ExportRepository,
    private readonly files: FileStore,
    private readonly ciphers: ExportCiphers,
    private readonly cursors: Cursors,
    private readonly jobs: Jobs,
    private readonly events: Events,
    private readonly transactions: Transactions,
  ) {}

  /** Returns the pending export of the user, if there is one, instead of a new one. */
  async request(userId: UserId): Promise<ExportDto> {
    return this.transactions.run(async () => {
      // An account that is erased meanwhile must not get another export.
      if (!(await this.users.lock(userId))) throw RequestProblems.not_found();
      const pending = await this.exports.pendingOf(userId);
      if (pending) return dtoOf(pending);
      const id = newId<ExportId>();
      await this.exports.insertPending(id, userId);
      await this.jobs.enqueue(BUILD_EXPORT, { exportId: id }, { stream: userId });
      await this.events.publish(ExportRequested.of({ subject: userId, facts: { exportId: id } }));
      return dtoOf((await this.exports.read(id)) as StoredExport);
    });
  }

  async list(userId: UserId, { limit = 20, cursor }: PageQuery): Promise<ExportListDto> {
    const [before] = this.cursors.read('exports', { userId }, cursor) ?? [];
    const found = await this.exports.newest(userId, before as string | undefined, limit + 1);
    const { rows, nextCursor } = this.cursors.page('exports', { userId }, found, limit, ({ id }) => [id]);
    return { items: rows.map(dtoOf), nextCursor };
  }

  async one(userId: UserId, id: ExportId): Promise<ExportDto> {
    return dtoOf(await this.find(userId, id));
  }

  async download(userId: UserId, id: ExportId): Promise<Download> {
    const found = await this.find(userId, id);
    const state = stateOf(found);
    if (state === 'expired') throw ExportProblems.export_expired();
    if (state !== 'ready' || found.file === null) throw ExportProblems.export_not_ready();
    // Backups do not contain the files of exports.
    if (!(await this.files.stat(found.file))) throw ExportProblems.export_expired();
    const cipher = await this.ciphers.of(found);
    return {
      file: found.file,
      type: 'application/zip',
      disposition: 'attachment',
      name: `export-${found.createdAt.toISOString().slice(0, 10)}.zip`,
      headers: HEADERS,
      decrypt: (bytes, start) => cipher.decrypt(bytes, start),
      beforeSending: () =>
        this.transactions.run(() =>
          this.events.publish(ExportDownloaded.of({ subject: userId, facts: { exportId: id } })),
        ),
    };
  }

  private async find(userId: UserId, id: ExportId): Promise<StoredExport> {
    const found = await this.exports.read(id);
    if (found?.userId !== userId) throw RequestProblems.not_found();
    return found;
  }
}

function dtoOf(row: StoredExport): ExportDto {
  const { id, createdAt, size, sha256, expiresAt } = row;
  return {
    id,
    state: stateOf(row),
    createdAt: createdAt.toISOString(),
    size,
    sha256: sha256?.toString('hex') ?? null,
    expiresAt: expiresAt?.toISOString() ?? null,
  };
}

/** An export counts as expired once `expiresAt` has passed, even before its file is deleted. */
function stateOf({ state, isExpired }: StoredExport) {
  return isExpired ? 'expired' : state;
}
