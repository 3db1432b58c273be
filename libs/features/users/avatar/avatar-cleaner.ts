import { Injectable, type OnModuleInit } from '@nestjs/common';
import { FileStore } from '@platform/files/file-store';
import { Jobs } from '@platform/jobs/jobs';
import { AccountRepository } from '../account/account.repository';

const JOB = 'users.remove-avatar-file';
/** Longer than any upload takes. */
const UPLOAD_TIMEOUT_MS = 3_600_000;

/**
 * Removes pictures that no account uses. The jobs contain no ID of a user: an erasure deletes the jobs of the user, and
 * a picture whose upload was interrupted would stay.
 */
@Injectable()
export class AvatarCleaner implements OnModuleInit {
  constructor(
    private readonly jobs: Jobs,
    private readonly accounts: AccountRepository,
    private readonly files: FileStore,
  ) {}

  onModuleInit(): void {
    this.jobs.define<{ file: string }>({ name: JOB, handle: ({ file }) => this.remove(file) });
  }

  /** Must run in the transaction that ends the use of the file. */
  async removeAfterCommit(file: string): Promise<void> {
    await this.jobs.enqueue(JOB, { file });
  }

  /** Must be called before the file is stored, so that a crash before the commit leaves no file behind. */
  async removeUnlessUsed(file: string): Promise<void> {
    await this.jobs.enqueue(JOB, { file }, { delayMs: UPLOAD_TIMEOUT_MS });
  }

  private async remove(file: string): Promise<void> {
    if (!(await this.accounts.isAvatarUsed(file))) await this.files.remove(file);
  }
}
