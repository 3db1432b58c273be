import { randomBytes } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { RuntimeConfig } from '@platform/config/runtime.config';
import { FileStore } from '@platform/files/file-store';
import { Jobs } from '@platform/jobs/jobs';
import type { ExportId } from '../archive/export-id';
import { ExportRepository } from './export.repository';

interface WrittenFile {
  readonly exportId: ExportId;
  readonly file: string;
}

const JOB = 'privacy.remove-export-file';
/** Longer than any attempt. */
const ATTEMPT_MS = 24 * 3_600_000;

/**
 * Names the files of exports, and removes those that no export uses. The jobs do not belong to a user's stream, because
 * an erasure drops the jobs of that stream, and the file would stay.
 */
@Injectable()
export class ExportFiles implements OnModuleInit {
  constructor(
    private readonly exports: ExportRepository,
    private readonly files: FileStore,
    private readonly jobs: Jobs,
    private readonly config: RuntimeConfig,
  ) {}

  onModuleInit(): void {
    this.jobs.define<WrittenFile>({ name: JOB, handle: (file) => this.removeUnused(file) });
  }

  newName(): string {
    return `export-${randomBytes(16).toString('hex')}`;
  }

  /** Must run in the transaction that names the file, so that a killed attempt leaves no file behind. */
  async removeUnlessUsed(exportId: ExportId, file: string): Promise<void> {
    await this.jobs.enqueue(JOB, { exportId, file }, { delayMs: ATTEMPT_MS });
  }

  /** The folder in which an attempt keeps what it has not yet written. */
  workFolderOf(file: string): string {
    return join(this.config.dataDir, 'exports', file);
  }

  /** Also removes what an attempt that was killed has left. */
  async remove(file: string): Promise<void> {
    await this.files.remove(file);
    await this.removeWorkFolder(file);
  }

  async removeWorkFolder(file: string): Promise<void> {
    await rm(this.workFolderOf(file), { recursive: true, force: true });
  }

  private async removeUnused({ exportId, file }: WrittenFile): Promise<void> {
    if ((await this.exports.read(exportId))?.file !== file) await this.remove(file);
  }
}
