import { Injectable, Module, type INestApplicationContext, type OnModuleInit } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { newId, type UserId } from '@platform/ids/ids';
import { PersistenceConfig } from '@platform/persistence/persistence.config';
import { PersistenceModule } from '@platform/persistence/persistence.module';
import { ClusterNotifications } from '@platform/cluster-notifications/cluster-notifications';
import { compareWithSchema } from '@platform/user-data/describe-schema';
import { UserDataModule } from '@platform/user-data/user-data.module';
import { UserDataRegistry } from '@platform/user-data/user-data-registry';
import { createTestDatabases, type TestDatabases } from '@test/support/test-database';
import { BlindIndex } from './blind-index';
import { Keyring } from './keyring/keyring';
import { ReWrap } from './re-wrap/re-wrap';
import { KeysDatabase } from './keys-database/keys-database';
import { unopenedVault, type OpenVault } from './open/open-vault';
import { Vault } from './vault';
import { VaultModule } from './vault.module';
import { testMasterKeys } from './vault-node.test-support';

/** The notifications have their own tests. */
@Module({
  providers: [
    {
      provide: ClusterNotifications,
      useValue: {
        on: () => undefined,
        send: async () => undefined,
        settled: async () => undefined,
        isCurrent: () => true,
      },
    },
  ],
  exports: [ClusterNotifications],
})
class QuietSignals {}

@Injectable()
class Feature implements OnModuleInit {
  keyAtStart: string | undefined;

  constructor(private readonly keyring: Keyring) {}

  onModuleInit(): void {
    this.keyAtStart = this.keyring.current('pepper').id;
  }
}

function application(main: TestDatabases['main'], vault: OpenVault) {
  @Module({
    imports: [
      { module: class FeatureModule {}, providers: [Feature] },
      PersistenceModule.forRoot(main),
      { module: QuietSignals, global: true },
      UserDataModule,
      VaultModule.forRoot(vault),
    ],
  })
  class Application {}
  return Application;
}

describe('VaultModule', () => {
  let databases: TestDatabases;
  let context: INestApplicationContext;

  beforeAll(async () => {
    databases = await createTestDatabases();
    const vault = { ...databases.keys, masterKeys: testMasterKeys() };
    context = await NestFactory.createApplicationContext(application(databases.main, vault), { logger: false });
  });
  afterAll(async () => {
    await context.close();
    await databases.drop();
  });

  it('loads its keys before any feature starts', () => {
    expect(context.get(Feature).keyAtStart).toBe(context.get(Keyring).current('pepper').id);
  });

  it('provides the classes that features use', () => {
    for (const token of [Vault, Keyring, BlindIndex, ReWrap, KeysDatabase]) expect(context.get(token)).toBeDefined();
    expect(context.get(KeysDatabase)).toBe(databases.keys.database);
  });

  it("exports the creation time of a user's key, and destroys the key as the first step of an erasure", async () => {
    const [vault, userId] = [context.get(Vault), newId<UserId>()];
    await vault.createUserKey(userId);
    const provider = context.get(UserDataRegistry).providers()[0]!;
    expect(provider.name).toBe('vault');
    const exported = async () => {
      const items = [];
      for await (const item of provider.export(userId)) items.push(item);
      return items;
    };
    expect(await exported()).toEqual([
      { kind: 'encryptionKey', data: { createdAt: expect.stringMatching(/^\d{4}-.*Z$/) } },
    ]);
    await provider.erase(userId);
    await provider.erase(userId);
    expect(await exported()).toEqual([]);
    expect((await vault.boxOf(userId)).destroyed).toBe(true);
  });

  it('declares every table of the keys database', async () => {
    expect(await compareWithSchema(context.get(UserDataRegistry), databases.keys.database, 'keys')).toEqual([]);
  });

  it('can be created without a database, to describe the API', async () => {
    const vault = unopenedVault(new PersistenceConfig());
    const main = { ...databases.main, database: vault.database };
    const described = await NestFactory.create(application(main, vault), new FastifyAdapter(), { logger: false });
    expect(described).toBeDefined();
  });
});
