import { Injectable, type OnModuleInit } from '@nestjs/common';
import { FileStore } from '@platform/files/file-store';
import { Jobs } from '@platform/jobs/jobs';
import type { UserId } from '@platform/ids/ids';
import { AccountRepository } from '../account/account.repository';

interface Unneeded {
  readonly userId: UserId;
  readonly file: string;
}

const JOB = 'users.remove-avatar-file';
/** Far longer than an upload can take. */
const UPLOAD_OVER_MS = 3_600_000;

/**
 * Removes pictures that no account shows any more. The jobs belong to no user's stream: what an erasure drops there
 * must not include the promise to remove a picture.
 */
@Injectable()
export class AvatarCleaner implements OnModuleInit {
  constructor(
    private readonly jobs: Jobs,
    private readonly accounts: AccountRepository,
    private readonly files: FileStore,
  ) {}

  onModuleInit(): void {
    this.jobs.define<Unneeded>({ name: JOB, handle: (unneeded) => this.remove(unneeded) });
  }

  /** In the transaction that ends the use of the file. */
  async afterCommit(userId: UserId, file: string): Promise<void> {
    await this.jobs.enqueue(JOB, { userId, file });
  }

  /** Must be called before the file is stored, so that a crash before the commit leaves no file behind. */
  async unlessUsed(userId: UserId, file: string): Promise<void> {
    await this.jobs.enqueue(JOB, { userId, file }, { delayMs: UPLOAD_OVER_MS });
  }

  private async remove({ userId, file }: Unneeded): Promise<void> {
    const account = await this.accounts.byId(userId);
    if (account?.avatarFile !== file) await this.files.remove(file);
  }
}
