import { Module, type DynamicModule } from '@nestjs/common';
import { JobClaims } from './job-claims';
import { JobRepository } from './job.repository';
import { Jobs } from './jobs';
import { JobsConfig } from './jobs.config';
import { JobsUserData } from './jobs.user-data';
import { TimedJobs } from './timed-jobs';
import { WorkerLoop } from './worker-loop';
import { PROCESS_KIND, WorkerProcess, type ProcessKind } from './worker-process';

@Module({})
export class JobsModule {
  /** `api` runs the worker unless WORKER_IN_API is false, `worker` always, `cli` never. */
  static forProcess(kind: ProcessKind): DynamicModule {
    return {
      module: JobsModule,
      global: true,
      providers: [
        JobsConfig,
        JobRepository,
        JobClaims,
        Jobs,
        TimedJobs,
        WorkerLoop,
        WorkerProcess,
        JobsUserData,
        { provide: PROCESS_KIND, useValue: kind },
      ],
      exports: [Jobs, JobsConfig, PROCESS_KIND, WorkerProcess],
    };
  }
}
