import { backupTools, restoreUser, UserCopy, verifyArchive } from '@features/privacy';
import { UserReader } from '@features/users';
import { loadConfiguration } from '@platform/config/config';
import { FileStore } from '@platform/files/file-store';
import { DocumentSigner } from '@platform/signed-documents/document-signer';
import { isId, type UserId } from '@platform/ids/ids';
import { UserDataRegistry } from '@platform/user-data/user-data-registry';
import { UserDataWalk } from '@platform/user-data/user-data-walk';
import { Vault } from '@platform/vault/vault';
import { inApplication } from './application-context';
import { privateKeyIn, type RestoreOptions } from './backup-keys';
import type { CommandLine } from './command-line';
import { CommandRefused } from './command-refused';
import { trustedKeysOf } from './trusted-keys.option';

/** TypeORM warns about the application that reads the backup, although it needs no name of a data source. */
const SECOND_APPLICATION = 'A data source with the default name is already registered';

/** Restores the data of one user while the product runs. */
export async function restoreOneUser(
  line: CommandLine,
  name: string,
  id: string,
  options: RestoreOptions,
): Promise<void> {
  if (!isId<UserId>(id)) throw new CommandRefused(`${id} is not the ID of a user.`);
  const privateKey = await privateKeyIn(options.key);
  const given = options.anySignature ? 'any' : await trustedKeysOf(options.signingKeys);
  const { archive, main } = backupTools();
  const input = await archive(name, 'data');
  const quiet = { ...line, complain: (text: string) => text.startsWith(SECOND_APPLICATION) || line.complain(text) };
  await inApplication(quiet, async (running) => {
    const trusted = given ?? running.get(DocumentSigner).publicKeys();
    const verified = await verifyArchive(input, { privateKey, trusted }, 'data');
    await refuseErased(id, running.get(Vault), running.get(UserReader, { strict: false }));
    const copy = await UserCopy.open(main, running.get(FileStore));
    try {
      await copy.fill(verified, privateKey, id, running.get(UserDataRegistry).tablesIn('main'));
      const keysUrl = backupTools().keys.url;
      const env = { ...line.env, DATABASE_URL: copy.url, KEYS_DATABASE_URL: keysUrl, MIGRATE_ON_START: 'true' };
      const kinds = await inApplication({ ...quiet, env }, (other) =>
        restoreUser(id, other.get(UserDataWalk), running.get(UserDataWalk)),
      );
      if (kinds.length === 0) line.complain(`${verified.name} contains no data of this user.`);
      for (const { kind, restored, unchanged, skipped, reason } of kinds) {
        const why = reason === undefined ? '' : ` (${reason})`;
        line.print(`${kind}: ${restored} restored, ${unchanged} unchanged, ${skipped} not restored${why}`);
      }
    } finally {
      loadConfiguration(line.env);
      await copy.remove();
    }
  });
}

/** The key of an erased user is destroyed, so nothing of the user in the backup can be read. */
async function refuseErased(id: UserId, vault: Vault, users: UserReader): Promise<void> {
  if (!(await vault.userKeyCreatedAt(id)))
    throw new CommandRefused('This user was erased, or never existed. The data cannot be restored.');
  if (!(await users.exists(id)))
    throw new CommandRefused('The account does not exist any more, so there is nothing to restore the data into.');
}
