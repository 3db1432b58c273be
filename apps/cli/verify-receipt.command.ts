import type { Command } from 'commander';
import { openReceipt } from '@features/privacy';
import type { CommandLine } from './command-line';
import { CommandRefused } from './command-refused';
import { checkSigner } from './document-signer';
import { readDocument } from './read-document';

/** Adds `userkeep verify receipt`. */
export function addVerifyReceipt(verify: Command, line: CommandLine): void {
  verify
    .command('receipt')
    .argument('<file>', 'the receipt of a consent, as the API returns it')
    .option('--keys <file or URL>', 'the keys of your installation, /.well-known/userkeep-document-keys.json')
    .description('verify the receipt of a consent')
    .action(async (file: string, { keys }: { keys?: string }) => {
      const receipt = openReceipt((await readDocument(file)).trim());
      if (!receipt) throw new CommandRefused(`${file} is not a valid receipt, or it was changed after it was signed.`);
      await checkSigner(line, receipt.signature, keys);
      const { userId, given, purpose, version, locale, at, textHash } = receipt.statement;
      const what = `${given ? 'gave consent to' : 'withdrew consent to'} "${purpose}", version ${version} (${locale})`;
      line.print(`The receipt is valid. At ${at}, the user ${userId} ${what}.`);
      line.print(`The text has the SHA-256 hash ${textHash}.`);
    });
}
