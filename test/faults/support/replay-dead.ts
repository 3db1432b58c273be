import { until, workerOn } from '@platform/jobs/worker.test-support';
import type { Database } from '@platform/persistence/database';

/** Replays dead jobs until every mail is sent, as an operator does once the mail server works again. */
export async function untilAllMailIsSent(database: Database, withinMs: number): Promise<number> {
  const begun = performance.now();
  const { repository } = workerOn(database);
  await until(async () => {
    for (const { id } of (await repository.dead(500, undefined)).items) await repository.replay(id);
    const [mails, jobs] = await Promise.all([
      database.row<{ open: number }>("SELECT COUNT(*) AS open FROM mail_message WHERE state <> 'sent'"),
      database.row<{ open: number }>('SELECT COUNT(*) AS open FROM platform_job'),
    ]);
    return Number(mails?.open) + Number(jobs?.open) === 0;
  }, withinMs);
  return performance.now() - begun;
}
