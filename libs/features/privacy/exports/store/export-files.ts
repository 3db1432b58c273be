import { randomBytes } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Injectable } from '@nestjs/common';
import { RuntimeConfig } from '@platform/config/runtime.config';
import { FileCleaner } from '@platform/files/file-cleaner';
import { FileStore } from '@platform/files/file-store';
import { Jobs } from '@platform/jobs/jobs';
import type { ExportId } from '../archive/export-id';
import { ExportRepository } from './export.repository';

interface WrittenFile {
  readonly exportId: ExportId;
  readonly file: string;
}

/** Longer than any attempt. */
const ATTEMPT_MS = 24 * 3_600_000;

/** Names the files of exports, and removes those that no export uses. */
@Injectable()
export class ExportFiles {
  private readonly cleaner: FileCleaner<WrittenFile>;

  constructor(
    exports: ExportRepository,
    private readonly files: FileStore,
    jobs: Jobs,
    private readonly config: RuntimeConfig,
  ) {
    this.cleaner = new FileCleaner(jobs, files, {
      job: 'privacy.remove-export-file',
      storedWithinMs: ATTEMPT_MS,
      isUsed: async ({ exportId, file }) => (await exports.read(exportId))?.file === file,
      remove: (file) => this.remove(file),
    });
  }

  newName(): string {
    return `export-${randomBytes(16).toString('hex')}`;
  }

  /** Must run in the transaction that names the file, so that a killed attempt leaves no file behind. */
  async removeUnlessUsed(exportId: ExportId, file: string): Promise<void> {
    await this.cleaner.removeUnlessUsed({ exportId, file });
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
}
