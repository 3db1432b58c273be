import type { Command } from 'commander';
import { FirstAdministrator } from '@features/auth';
import { inApplication } from './application-context';
import type { CommandLine } from './command-line';

export function addAdminCommand(program: Command, line: CommandLine): void {
  const admin = program.command('admin').description('administrators');
  admin
    .command('invite')
    .description('print a one-time secret that makes whoever uses it an administrator')
    .action(async () => {
      const { token, expiresAt } = await inApplication(line, (application) =>
        application.get(FirstAdministrator).invite(),
      );
      line.print(`One-time secret: ${token}`);
      line.print(
        `Send it to POST /v1/auth/first-administrator with an email and a password, before ${expiresAt.toISOString()}.`,
      );
    });
}
