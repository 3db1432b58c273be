import type { Command } from 'commander';
import {
  ARCHIVE_KINDS,
  backupTools,
  timeOfBackup,
  UnusableArchive,
  verifyArchive,
  type VerifiedArchive,
} from '@features/privacy';
import { existingMasterKeys } from '@platform/vault/open/open-master-keys';
import { configurations } from './databases';
import { KEY_OPTION, privateKeyIn, SIGNING_KEYS_OPTION, type KeyOptions } from './backup-keys';
import type { CommandLine } from './command-line';
import { CommandRefused } from './command-refused';
import { trustedKeysOf } from './trusted-keys.option';
import { counted } from '@platform/text/counted.rule';
import { sizeText } from './size-text.rule';

export function addBackupVerifyCommand(backup: Command, line: CommandLine): void {
  backup
    .command('verify')
    .argument('<name>', 'the name of a backup, or the path of an archive')
    .description(
      'read a backup completely, and check its signature, hashes, counts and, with the private key, its content',
    )
    .option(...KEY_OPTION)
    .option(...SIGNING_KEYS_OPTION)
    .action(async (name: string, options: KeyOptions) => {
      const keys = {
        privateKey: options.key === undefined ? undefined : await privateKeyIn(options.key),
        trusted: (await trustedKeysOf(options.signingKeys)) ?? ('any' as const),
      };
      try {
        // A path is one archive, and a name is a pair of them.
        const kinds = timeOfBackup(name) ? ARCHIVE_KINDS : [undefined];
        for (const kind of kinds) {
          const { archive, store } = backupTools();
          const verified = await verifyArchive(await archive(name, kind ?? 'data'), keys, kind);
          line.print(sentenceAbout(verified, keys.privateKey !== undefined));
          await warnOfMissingMasterKeys(verified, line);
          if (keys.trusted === 'any')
            line.remark(`Signed with the key ${verified.end.signature.publicKey}; give --signing-keys to check it.`);
          if (kind === undefined) continue;
          const { sha256 } = verified.end.signed;
          const at = new Date().toISOString();
          await store.recordVerification(
            { kind, backup: name },
            { at, sha256, contents: keys.privateKey !== undefined },
          );
        }
      } catch (error) {
        throw error instanceof UnusableArchive ? new CommandRefused(error.message) : error;
      }
    });
}

/** Backups are also verified on machines without the master keys, so this is only a remark. */
async function warnOfMissingMasterKeys({ name, header }: VerifiedArchive, line: CommandLine): Promise<void> {
  if (!header.masterKeys) return;
  const { vault, runtime } = configurations();
  const here = await existingMasterKeys(vault, runtime);
  const missing = header.masterKeys.filter((id) => !here.find(id));
  if (missing.length === 0) return;
  line.remark(
    `A restore of ${name} needs the master key ${missing.join(' and ')}, which ${here.source} of this machine lacks.`,
  );
}

function sentenceAbout({ name, header, end, rows, files }: VerifiedArchive, hasContents: boolean): string {
  const content = hasContents ? `${counted(rows, 'row')}, ${counted(files, 'file')}` : 'its content was not decrypted';
  return `${name} is complete and unchanged: ${header.kind} of ${header.createdAt}, ${sizeText(end.signed.bytes)}, ${content}.`;
}
