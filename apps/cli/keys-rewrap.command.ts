import type { Command } from 'commander';
import { counted } from '@platform/text/counted.rule';
import { ReWrap } from '@platform/vault/re-wrap/re-wrap';
import { inApplication } from './application-context';
import type { CommandLine } from './command-line';

export function addKeysRewrapCommand(keys: Command, line: CommandLine): void {
  keys
    .command('rewrap')
    .description("encrypt all users' keys with the current sealing key; can be stopped and started again")
    .action(async () => {
      const { done } = await inApplication(line, (application) =>
        application
          .get(ReWrap)
          .run(({ done, total }) =>
            line.progress(
              `${counted(done)} of ${counted(total, "user's key", "users' keys")} encrypted with the current sealing key`,
            ),
          ),
      );
      line.print(`${counted(done, "user's key was", "users' keys were")} encrypted with the current sealing key.`);
    });
}
