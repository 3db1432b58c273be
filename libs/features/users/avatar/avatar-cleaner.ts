import { Injectable } from '@nestjs/common';
import { FileCleaner } from '@platform/files/file-cleaner';
import { FileStore } from '@platform/files/file-store';
import { Jobs } from '@platform/jobs/jobs';
import { AccountRepository } from '../account/account.repository';

/** Removes pictures that no account uses. */
@Injectable()
export class AvatarCleaner extends FileCleaner<{ readonly file: string }> {
  constructor(jobs: Jobs, files: FileStore, accounts: AccountRepository) {
    super(jobs, files, {
      job: 'users.remove-avatar-file',
      storedWithinMs: 3_600_000,
      isUsed: ({ file }) => accounts.isAvatarUsed(file),
    });
  }
}
