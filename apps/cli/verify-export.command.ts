import type { Command } from 'commander';
import { ArchiveReader, verifyExport, type VerifiedExport } from '@features/privacy';
import { counted } from '@platform/text/counted.rule';
import type { CommandLine } from './command-line';
import { refusingBroken } from './refuse-broken-archive';
import { trustedKeysOf } from './trusted-keys.option';

/** Adds `userkeep verify export`. */
export function addVerifyExport(verify: Command, line: CommandLine): void {
  verify
    .command('export')
    .argument('<file>', 'the ZIP archive')
    .option('--keys <file or URL>', 'the keys of your installation, /.well-known/userkeep-document-keys.json')
    .description('verify the signature and every entry of an export')
    .action(async (file: string, { keys }: { keys?: string }) => {
      const trusted = await trustedKeysOf(keys);
      const verified = await refusingBroken(file, async () => {
        const archive = await ArchiveReader.open(file);
        try {
          return await verifyExport(archive, trusted);
        } finally {
          archive.close();
        }
      });
      for (const sentence of sentencesAbout(verified, trusted !== undefined)) line.print(sentence);
    });
}

function sentencesAbout({ manifest, keyId, records, files }: VerifiedExport, isTrusted: boolean): string[] {
  const { userId, createdAt, product, entries } = manifest;
  return [
    `The export is complete and unchanged: ${counted(entries.length, 'entry', 'entries')} with ${counted(records, 'record')} and ${counted(files, 'file')}.`,
    `It contains the data of the user ${userId}, requested at ${createdAt} and built by ${product}.`,
    isTrusted
      ? `It was signed with the key ${keyId} of your installation.`
      : `It was signed with the key ${keyId}, which was not checked against your installation. Use --keys to check it.`,
  ];
}
