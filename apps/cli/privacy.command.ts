import type { Command } from 'commander';
import { DataMapService } from '@features/privacy';
import { inApplication } from './application-context';
import type { CommandLine } from './command-line';

export function addPrivacyCommand(program: Command, line: CommandLine): void {
  const privacy = program.command('privacy').description('answer questions about personal data');
  privacy
    .command('data-map')
    .option('--html', 'print a page for people instead of CSV')
    .description('print which personal data is kept, why, for how long and who reads it')
    .action(async ({ html = false }: { html?: boolean }) => {
      await inApplication(line, async (application) => {
        const map = application.get(DataMapService);
        line.print(html ? map.html() : map.csv());
      });
    });
}
