import { Module, type DynamicModule, type OnApplicationShutdown } from '@nestjs/common';
import { BlindIndex } from './blind-index';
import { Keyring } from './keyring/keyring';
import { ReWrap } from './re-wrap/re-wrap';
import { RingKeyRepository } from './keyring/ring-key.repository';
import { RingLoader } from './keyring/ring-loader';
import { KeysDatabase } from './keys-database/keys-database';
import { MasterKeys } from './master-keys/master-keys';
import type { OpenVault } from './open/open-vault';
import { UserBoxes } from './user-keys/user-boxes';
import { UserKeyRepository } from './user-keys/user-key.repository';
import { Vault } from './vault';
import { VaultConfig } from './vault.config';
import './vault.migration';
import { VaultUserData } from './vault.user-data';

/** Keys and encryption for all features. Requires ClusterNotificationsModule and UserDataModule. */
@Module({})
export class VaultModule implements OnApplicationShutdown {
  constructor(private readonly database: KeysDatabase) {}

  static forRoot({ database, masterKeys }: OpenVault): DynamicModule {
    return {
      module: VaultModule,
      global: true,
      providers: [
        { provide: KeysDatabase, useValue: database },
        { provide: MasterKeys, useValue: masterKeys },
        VaultConfig,
        RingKeyRepository,
        RingLoader,
        Keyring,
        UserKeyRepository,
        UserBoxes,
        Vault,
        BlindIndex,
        ReWrap,
        VaultUserData,
      ],
      exports: [KeysDatabase, Keyring, Vault, BlindIndex, ReWrap],
    };
  }

  async onApplicationShutdown(): Promise<void> {
    await this.database.close();
  }
}
