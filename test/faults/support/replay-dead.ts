import { until, workerOn } from '@platform/jobs/worker.test-support';
import type { Database } from '@platform/persistence/database';

/** What an operator does once the mail server is well: what lies dead is replayed, until every mail was sent. */
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
