import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Jobs } from '@platform/jobs/jobs';
import { ImportLedger } from './run/import-ledger.repository';

/** The retention that the user-data declaration promises. */
const DAYS = 30;

@Injectable()
export class ImportCleanUp implements OnModuleInit {
  constructor(
    private readonly jobs: Jobs,
    private readonly ledger: ImportLedger,
  ) {}

  onModuleInit(): void {
    this.jobs.every({
      name: 'import.remove-old-refusals',
      seconds: 600,
      run: async () => {
        while ((await this.ledger.removeOldRefusals(DAYS)) > 0);
      },
    });
  }
}
