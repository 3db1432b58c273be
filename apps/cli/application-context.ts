import { Module, type INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { JobsModule } from '@platform/jobs/jobs.module';
import type { OpenDatabase } from '@platform/persistence/open-database';
import { PersistenceModule } from '@platform/persistence/persistence.module';
import { SignalsModule } from '@platform/signals/signals.module';
import { UserDataModule } from '@platform/user-data/user-data.module';
import { openVault, type OpenVault } from '@platform/vault/open-vault';
import { VaultModule } from '@platform/vault/vault.module';
import { configurations, openMainDatabase } from './databases';
import { INSTALLED_FEATURES } from './installed-features';

/** Starts the product without HTTP and without a worker, runs one piece of work in it, and takes it down again. */
export async function inApplication<T>(work: (application: INestApplicationContext) => Promise<T>): Promise<T> {
  const configs = configurations();
  const main = await openMainDatabase(configs);
  const vault = await openVault(configs).catch(async (error: unknown) => {
    await main.database.close();
    throw error;
  });
  // Not the level `error`: Nest would log a refusal with its stack before we can word it.
  const application = await NestFactory.createApplicationContext(moduleOf(main, vault), {
    logger: ['warn'],
    abortOnError: false,
  });
  try {
    return await work(application);
  } finally {
    await application.close();
  }
}

function moduleOf(main: OpenDatabase, vault: OpenVault) {
  @Module({
    imports: [
      PersistenceModule.forRoot(main),
      JobsModule.forProcess('cli'),
      SignalsModule,
      UserDataModule,
      VaultModule.forRoot(vault),
      ...INSTALLED_FEATURES,
    ],
  })
  class CommandLineModule {}
  return CommandLineModule;
}
