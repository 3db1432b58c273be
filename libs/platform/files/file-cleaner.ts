import type { Jobs } from '@platform/jobs/jobs';
import type { FileStore } from './file-store';

export interface CleanedFiles<Named extends { readonly file: string }> {
  /** The name of the job, which never changes. */
  readonly job: string;
  /** Longer than it takes to store a file and to commit the row that names it. */
  readonly storedWithinMs: number;
  /** Whether a row names the file. */
  isUsed(named: Named): Promise<boolean>;
  /** Removes the file and what belongs to it. By default, only the file is removed. */
  remove?(file: string): Promise<void>;
}

/**
 * Removes files that no row names. Its jobs do not belong to a user's stream, because an erasure drops the jobs of that
 * stream, and the file would stay.
 */
export class FileCleaner<Named extends { readonly file: string }> {
  constructor(
    private readonly jobs: Jobs,
    files: FileStore,
    private readonly cleaned: CleanedFiles<Named>,
  ) {
    const { job, isUsed, remove = (file) => files.remove(file) } = cleaned;
    jobs.define<Named>({
      name: job,
      handle: async (named) => {
        if (!(await isUsed(named))) await remove(named.file);
      },
    });
  }

  /** Must run in the transaction that ends the use of the file. */
  async removeAfterCommit(named: Named): Promise<void> {
    await this.jobs.enqueue(this.cleaned.job, named);
  }

  /** Must be called before the file is stored, so that a crash before the commit leaves no file behind. */
  async removeUnlessUsed(named: Named): Promise<void> {
    await this.jobs.enqueue(this.cleaned.job, named, { delayMs: this.cleaned.storedWithinMs });
  }
}
