import type { Command } from 'commander';
import { createWebPushKey } from '@features/communications';
import type { CommandLine } from './command-line';

export function addWebPushKeyCommand(program: Command, line: CommandLine): void {
  program
    .command('web-push-key')
    .description('create a key for push notifications to browsers, and print it for WEB_PUSH_KEY')
    .action(() => {
      line.print(`WEB_PUSH_KEY=${createWebPushKey()}`);
    });
}
