import type { Command } from 'commander';
import { ReWrap } from '@platform/vault/keyring/re-wrap';
import { inApplication } from './application-context';
import type { Output } from './output';

export function addKeysRewrapCommand(keys: Command, output: Output): void {
  keys
    .command('rewrap')
    .description("put every user's key under the current sealing key; may be stopped and started again")
    .action(async () => {
      const { done } = await inApplication((application) =>
        application.get(ReWrap).run(({ done, total }) => output.progress(`${done} of ${total} users' keys re-wrapped`)),
      );
      output.print(`${done} users' keys were re-wrapped.`);
    });
}
