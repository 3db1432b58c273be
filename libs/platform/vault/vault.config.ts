import { defineConfig } from '@platform/config/config';
import { faultOfDatabaseUrl } from '@platform/config/addresses.rule';
import { checked, integer, optionalText } from '@platform/config/setting';
import { defaultKeysUrl } from './keys-database/keys-database-url.rule';
import { masterKeysSetting } from './master-keys/master-keys.setting';

export class VaultConfig extends defineConfig('Keys', {
  keysUrl: checked(
    optionalText('KEYS_DATABASE_URL', {
      secret: true,
      help: 'The database of the keys, to be backed up apart from the data and for a short time only. The server of DATABASE_URL with the schema `<schema>_keys` when empty.',
    }),
    (url) => [faultOfDatabaseUrl(url)],
  ),
  masterKeys: masterKeysSetting,
  userKeyCache: integer('USER_KEY_CACHE', {
    default: 50_000,
    min: 100,
    max: 10_000_000,
    help: "Users' keys held in memory per process, about 600 bytes each.",
  }),
}) {
  keysUrlBeside(databaseUrl: string): string {
    return this.keysUrl ?? defaultKeysUrl(databaseUrl);
  }
}
