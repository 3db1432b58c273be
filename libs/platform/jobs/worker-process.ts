import { Inject, Injectable, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { JobsConfig } from './jobs.config';
import { WorkerLoop } from './worker-loop';

export type ProcessKind = 'api' | 'worker' | 'cli';
export const PROCESS_KIND = Symbol('ProcessKind');

/** Starts the worker, if this process runs one, after every module has defined its jobs. */
@Injectable()
export class WorkerProcess implements OnApplicationBootstrap, BeforeApplicationShutdown {
  constructor(
    private readonly loop: WorkerLoop,
    private readonly config: JobsConfig,
    @Inject(PROCESS_KIND) private readonly kind: ProcessKind,
  ) {}

  /** Whether this process does background work. */
  get isWorker(): boolean {
    return this.kind === 'worker' || (this.kind === 'api' && this.config.inApi);
  }

  onApplicationBootstrap(): void {
    if (this.isWorker) this.loop.start();
  }

  /** The worker stops before the shutdown, because the database is closed during it. */
  async beforeApplicationShutdown(): Promise<void> {
    await this.loop.stop();
  }
}
