import { defineConfig } from '@platform/config/config';
import { faultOfDatabaseUrl } from '@platform/config/addresses.rule';
import { checked, integer, optionalText } from '@platform/config/setting';
import { defaultKeysUrl } from './keys-database/keys-database-url.rule';
import { masterKeysSetting } from './master-keys/master-keys.setting';

export class VaultConfig extends defineConfig('Keys', {
  keysUrl: checked(
    optionalText('KEYS_DATABASE_URL', {
      secret: true,
      help: 'The database for encryption keys. Back it up separately from the data and for a short time only. The default is the schema `<schema>_keys` on the server of DATABASE_URL.',
    }),
    (url) => [faultOfDatabaseUrl(url)],
  ),
  masterKeys: masterKeysSetting,
  userKeyCache: integer('USER_KEY_CACHE', {
    default: 50_000,
    min: 100,
    max: 10_000_000,
    help: "The number of users' keys cached in memory per process, about 600 bytes each.",
  }),
}) {
  keysUrlBeside(databaseUrl: string): string {
    return this.keysUrl ?? defaultKeysUrl(databaseUrl);
  }
}
