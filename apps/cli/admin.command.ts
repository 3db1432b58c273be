import type { Command } from 'commander';
import { FirstAdministrator, setupLink } from '@features/auth';
import { HttpConfig } from '@platform/http/http.config';
import { inApplication } from './application-context';
import type { CommandLine } from './command-line';

export function addAdminCommand(program: Command, line: CommandLine): void {
  const admin = program.command('admin').description('manage administrators');
  admin
    .command('invite')
    .description('print a one-time setup link that creates an administrator')
    .action(async () => {
      const { token, expiresAt, link } = await inApplication(line, async (application) => {
        const offer = await application.get(FirstAdministrator).invite();
        return { ...offer, link: setupLink(application.get(HttpConfig).publicUrl, offer.token) };
      });
      line.print(`To create an administrator, open this page (valid until ${expiresAt.toISOString()}): ${link}`);
      line.print(
        `Or send an email address and a password with this token to POST /v1/auth/first-administrator: ${token}`,
      );
    });
}
