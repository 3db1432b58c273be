import type { Command } from 'commander';
import { openKeysDatabase } from '@platform/vault/open/open-vault';
import { configurations, openMainDatabase } from './databases';
import '../features';
import type { CommandLine } from './command-line';
import { CommandRefused } from './command-refused';
import { pendingMigrations } from './pending-migrations';

export function addMigrateCommand(program: Command, line: CommandLine): void {
  const migrate = program.command('migrate').description('run pending migrations in both databases, or list them');
  migrate
    .command('run', { isDefault: true })
    .description('run the pending migrations')
    .action(() => run(line));
  migrate
    .command('status')
    .description('list the pending migrations; exits with code 1 if there are any')
    .action(() => status(line));
}

async function run(line: CommandLine): Promise<void> {
  const configs = configurations();
  for (const [name, open] of [['main', openMainDatabase] as const, ['keys', openKeysDatabase] as const]) {
    const pending = await pendingMigrations(configs, name);
    await (await open(configs, true)).database.close();
    for (const migration of pending) line.print(`${name}: ${migration} done`);
    if (pending.length === 0) line.print(`${name}: up to date`);
  }
}

async function status(line: CommandLine): Promise<void> {
  const configs = configurations();
  let count = 0;
  for (const name of ['main', 'keys'] as const) {
    const pending = await pendingMigrations(configs, name);
    for (const migration of pending) line.print(`${name}: ${migration} pending`);
    if (pending.length === 0) line.print(`${name}: up to date`);
    count += pending.length;
  }
  if (count > 0) throw new CommandRefused(`Pending migrations: ${count}. Run \`userkeep migrate run\`.`);
}
