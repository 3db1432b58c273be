import type { Command } from 'commander';
import { Jobs } from '@platform/jobs/jobs';
import { inApplication } from './application-context';
import type { CommandLine } from './command-line';

const PAGE = 100;

export function addJobsCommand(program: Command, line: CommandLine): void {
  const jobs = program.command('jobs').description('manage background jobs');
  jobs
    .command('dead')
    .description('list the jobs that used up their attempts, one JSON object per line')
    .action(async () => {
      await inApplication(line, async (application) => {
        let listed = 0;
        let cursor: string | undefined;
        do {
          const page = await application.get(Jobs).dead({ limit: PAGE, cursor });
          for (const job of page.items) line.print(JSON.stringify(job));
          listed += page.items.length;
          cursor = page.cursor ?? undefined;
        } while (cursor);
        if (listed === 0) line.complain('There are no dead jobs.');
      });
    });
  jobs
    .command('replay')
    .argument('<id>', 'the ID of a dead job')
    .description('run a dead job again, with a new count of attempts')
    .action(async (id: string) => {
      await inApplication(line, (application) => application.get(Jobs).replay(id));
      line.print(`Job ${id} will run again.`);
    });
}
