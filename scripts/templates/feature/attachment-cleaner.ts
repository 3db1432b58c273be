import { Injectable, type OnModuleInit } from '@nestjs/common';
import { FileStore } from '@platform/files/file-store';
import { Jobs } from '@platform/jobs/jobs';
import type { __Name__EntryId } from './entry-id';
import { __Name__Repository } from './__name__.repository';

interface Unneeded {
  readonly entryId: __Name__EntryId;
  readonly file: string;
}

/** Waiting jobs contain the name, so it must stay stable. */
const JOB = '__name__.remove-attachment';
/** Far longer than an upload can take. */
const UPLOAD_OVER_MS = 3_600_000;

/** Removes files that no entry refers to. The job can run more than once, and removing a file twice does no harm. */
@Injectable()
export class AttachmentCleaner implements OnModuleInit {
  constructor(
    private readonly jobs: Jobs,
    private readonly entries: __Name__Repository,
    private readonly files: FileStore,
  ) {}

  onModuleInit(): void {
    this.jobs.define<Unneeded>({ name: JOB, handle: (unneeded) => this.remove(unneeded) });
  }

  /** In the transaction that ends the use of the file. */
  async afterCommit(entryId: __Name__EntryId, file: string): Promise<void> {
    await this.jobs.enqueue(JOB, { entryId, file });
  }

  /** Must be called before the file is stored, so that a crash before the commit leaves no file behind. */
  async unlessUsed(entryId: __Name__EntryId, file: string): Promise<void> {
    await this.jobs.enqueue(JOB, { entryId, file }, { delayMs: UPLOAD_OVER_MS });
  }

  private async remove({ entryId, file }: Unneeded): Promise<void> {
    const entry = await this.entries.byId(entryId);
    if (entry?.attachmentFile !== file) await this.files.remove(file);
  }
}
