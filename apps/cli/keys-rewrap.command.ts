import type { Command } from 'commander';
import { ReWrap } from '@platform/vault/re-wrap/re-wrap';
import { inApplication } from './application-context';
import type { CommandLine } from './command-line';

export function addKeysRewrapCommand(keys: Command, line: CommandLine): void {
  keys
    .command('rewrap')
    .description("put every user's key under the current sealing key; may be stopped and started again")
    .action(async () => {
      const { done } = await inApplication(line, (application) =>
        application.get(ReWrap).run(({ done, total }) => line.progress(`${done} of ${total} users' keys re-wrapped`)),
      );
      line.print(`${done} users' keys were re-wrapped.`);
    });
}
