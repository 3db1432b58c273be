import type { Command } from 'commander';
import { DataMapService, RetentionService } from '@features/privacy';
import { inApplication } from './application-context';
import type { CommandLine } from './command-line';

export function addPrivacyCommand(program: Command, line: CommandLine): void {
  const privacy = program
    .command('privacy')
    .description('show which personal data is stored, and delete rows whose retention has ended');
  privacy
    .command('data-map')
    .option('--html', 'print an HTML page instead of CSV')
    .description('print which personal data is kept, why, for how long and who reads it')
    .action(async ({ html = false }: { html?: boolean }) => {
      await inApplication(line, async (application) => {
        const map = application.get(DataMapService);
        line.print(html ? map.html() : map.csv());
      });
    });
  privacy
    .command('retention')
    .option('--dry-run', 'print what would be deleted, and delete nothing')
    .description('delete the rows whose retention has ended, and print how many, one JSON object per table')
    .action(async ({ dryRun = false }: { dryRun?: boolean }) => {
      await inApplication(line, async (application) => {
        const retention = application.get(RetentionService);
        for (const table of await (dryRun ? retention.report() : retention.run())) line.print(JSON.stringify(table));
      });
    });
}
