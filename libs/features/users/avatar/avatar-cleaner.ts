import { Injectable, type OnModuleInit } from '@nestjs/common';
import { FileStore } from '@platform/files/file-store';
import { Jobs } from '@platform/jobs/jobs';
import type { UserId } from '@platform/ids/ids';
import { AccountRepository } from '../account/account.repository';

interface UnusedFile {
  readonly userId: UserId;
  readonly file: string;
}

const JOB = 'users.remove-avatar-file';
/** Longer than any upload takes. */
const UPLOAD_TIMEOUT_MS = 3_600_000;

/**
 * Removes pictures that no account uses. The jobs do not belong to a user's stream, because an erasure drops the jobs
 * of that stream, and the picture would stay.
 */
@Injectable()
export class AvatarCleaner implements OnModuleInit {
  constructor(
    private readonly jobs: Jobs,
    private readonly accounts: AccountRepository,
    private readonly files: FileStore,
  ) {}

  onModuleInit(): void {
    this.jobs.define<UnusedFile>({ name: JOB, handle: (file) => this.remove(file) });
  }

  /** Must run in the transaction that ends the use of the file. */
  async removeAfterCommit(userId: UserId, file: string): Promise<void> {
    await this.jobs.enqueue(JOB, { userId, file });
  }

  /** Must be called before the file is stored, so that a crash before the commit leaves no file behind. */
  async removeUnlessUsed(userId: UserId, file: string): Promise<void> {
    await this.jobs.enqueue(JOB, { userId, file }, { delayMs: UPLOAD_TIMEOUT_MS });
  }

  private async remove({ userId, file }: UnusedFile): Promise<void> {
    const account = await this.accounts.byId(userId);
    if (account?.avatarFile !== file) await this.files.remove(file);
  }
}
