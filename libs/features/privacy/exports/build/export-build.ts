import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { Mailer, Links } from '@features/mail';
import { UserReader } from '@features/users';
import { parseEmail } from '@platform/email/email-address.rule';
import { Events } from '@platform/event-log/events';
import { FileStore } from '@platform/files/file-store';
import { Measured } from '@platform/files/measured';
import { Jobs } from '@platform/jobs/jobs';
import { Transactions } from '@platform/persistence/transactions';
import type { UserId } from '@platform/ids/ids';
import { momentIn } from '@platform/text/moment.rule';
import { ArchiveWriter } from '../archive/archive-writer';
import type { ExportCipher } from '../store/export-cipher';
import { ExportCiphers } from '../store/export-ciphers';
import { ExportFiles } from '../store/export-files';
import type { ExportId } from '../archive/export-id';
import { ExportRepository, type StoredExport } from '../store/export.repository';
import { ExportsConfig } from '../exports.config';
import { ExportFailed, ExportReady } from '../exports.events';
import { ExportReadyMail } from '../exports.mails';
import { ExportContent } from './export-content';

export const BUILD_EXPORT = 'privacy.build-export';

interface BuildRequest {
  readonly exportId: ExportId;
}

/** How often a running attempt checks that the export is still its own. */
const CHECK_MS = 1000;
const LONGEST_WAIT_MS = 60_000;

/** Builds exports in the background. A killed attempt is started again from the beginning, with another file and key. */
@Injectable()
export class ExportBuild implements OnModuleInit {
  private readonly logger = new Logger('Exports');

  constructor(
    private readonly exports: ExportRepository,
    private readonly content: ExportContent,
    private readonly ciphers: ExportCiphers,
    private readonly exportFiles: ExportFiles,
    private readonly files: FileStore,
    private readonly users: UserReader,
    private readonly mailer: Mailer,
    private readonly links: Links,
    private readonly config: ExportsConfig,
    private readonly jobs: Jobs,
    private readonly events: Events,
    private readonly transactions: Transactions,
  ) {}

  onModuleInit(): void {
    this.jobs.define<BuildRequest>({
      name: BUILD_EXPORT,
      atOnce: 1,
      longestWaitMs: LONGEST_WAIT_MS,
      handle: ({ exportId }) => this.build(exportId),
      onDead: ({ exportId }) => this.giveUp(exportId),
    });
  }

  async build(exportId: ExportId): Promise<void> {
    const pending = await this.exports.read(exportId);
    if (pending?.state !== 'pending') return;
    const attempt = await this.begin(pending);
    if (!attempt) return;
    const { file, cipher } = attempt;
    const { size, sha256 } = await this.write(pending, file, cipher);
    const days = this.config.days;
    const isFinished = await this.transactions.run(async () => {
      const finished = { size, sha256: Buffer.from(sha256, 'hex'), days };
      if (!(await this.exports.finish(exportId, file, finished))) return false;
      await this.announce(exportId, pending.userId);
      return true;
    });
    if (isFinished) return;
    this.logger.warn(`The export ${exportId} was built by another attempt, or its account was erased.`);
    await this.exportFiles.remove(file);
  }

  /** Removes what the previous attempt has written, and names the file of this one. */
  private async begin(pending: StoredExport): Promise<{ file: string; cipher: ExportCipher } | undefined> {
    const { id, userId } = pending;
    if (pending.file) await this.exportFiles.remove(pending.file);
    const created = await this.ciphers.create(userId);
    // The account was erased.
    if (!created) return undefined;
    const { cipher, keySealed } = created;
    const file = this.exportFiles.newName();
    await this.transactions.run(async () => {
      if (!(await this.exports.beginAttempt(pending, { file, keySealed }))) throw new AnotherAttempt(id);
      await this.exportFiles.removeUnlessUsed(id, file);
    });
    return { file, cipher };
  }

  /** Returns the size and the hash of the archive before its encryption. */
  private async write({ id, userId, createdAt }: StoredExport, file: string, cipher: ExportCipher) {
    const language = (await this.users.contactOf(userId))?.language ?? 'en';
    const workFolder = this.exportFiles.workFolderOf(file);
    const archive = new ArchiveWriter(createdAt);
    const measured = new Measured(archive.stream);
    let nextCheck = performance.now() + CHECK_MS;
    const proceed = async () => {
      if (performance.now() < nextCheck) return;
      if (!(await this.exports.isCurrent(id, file))) throw new AnotherAttempt(id);
      nextCheck = performance.now() + CHECK_MS;
    };
    const writing = this.content
      .writeTo(archive, { exportId: id, userId, createdAt, language, workFolder }, proceed)
      .catch((error) => archive.fail(error));
    try {
      // The store sees every failure: of the providers through the stream, and its own.
      await this.files.put(file, cipher.encrypt(measured.chunks()));
    } finally {
      await writing;
      await this.exportFiles.removeWorkFolder(file);
    }
    return measured.result();
  }

  private async announce(exportId: ExportId, userId: UserId): Promise<void> {
    const { size, expiresAt } = (await this.exports.read(exportId)) as StoredExport;
    const facts = { exportId, size: size as number, expiresAt: (expiresAt as Date).toISOString() };
    await this.events.publish(ExportReady.of({ subject: userId, facts }));
    const account = await this.users.contactOf(userId);
    const to = parseEmail(account?.email);
    if (!account || !to) return;
    const values = { link: this.links.toApp(), date: momentIn(account.language, expiresAt as Date) };
    await this.mailer.send({ mail: ExportReadyMail, to, language: account.language, userId, values });
  }

  private async giveUp(exportId: ExportId): Promise<void> {
    const pending = await this.exports.read(exportId);
    if (pending?.state !== 'pending') return;
    if (pending.file) await this.exportFiles.remove(pending.file);
    await this.transactions.run(async () => {
      if (!(await this.exports.fail(exportId))) return;
      await this.events.publish(ExportFailed.of({ subject: pending.userId, facts: { exportId } }));
    });
  }
}

class AnotherAttempt extends Error {
  constructor(exportId: ExportId) {
    super(`Another attempt builds the export ${exportId}, or its account was erased.`);
  }
}
