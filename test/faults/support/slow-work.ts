import type { workerOn } from '@platform/jobs/worker.test-support';
import type { Database } from '@platform/persistence/database';

export const JOB = 'test.slow-job';
const TIMED = 'test.slow-timed';

export interface SlowWork {
  readonly writer: string;
  /** Whether it writes with its fencing token, as handlers must. */
  readonly fenced: boolean;
  meanwhile(work: 'job' | 'timed'): Promise<void>;
}

export async function prepareEffects(database: Database): Promise<void> {
  await database.write(
    `CREATE TABLE IF NOT EXISTS effect (name varchar(64) NOT NULL PRIMARY KEY, writer varchar(20) NOT NULL,
       fence bigint NOT NULL, times int NOT NULL) ENGINE=InnoDB`,
  );
  await database.write("REPLACE INTO effect VALUES ('job', 'none', 0, 0), ('timed', 'none', 0, 0)");
}

/** Work whose effect is one row with the name of the last writer. */
export function defineSlowWork(worker: ReturnType<typeof workerOn>, database: Database, work: SlowWork): void {
  const write = (name: string, fence: number) =>
    database.write(
      `UPDATE effect SET writer = ?, fence = ?, times = times + 1 WHERE name = ?${work.fenced ? ' AND fence < ?' : ''}`,
      [work.writer, fence, name, ...(work.fenced ? [fence] : [])],
    );
  worker.jobs.define({
    name: JOB,
    async handle(_payload, { fence }) {
      await work.meanwhile('job');
      await write('job', fence);
    },
  });
  worker.jobs.every({
    name: TIMED,
    seconds: 3600,
    async run({ fence }) {
      await work.meanwhile('timed');
      await write('timed', fence);
    },
  });
}
