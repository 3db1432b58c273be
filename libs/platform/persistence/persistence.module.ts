import { Module, type DynamicModule, type OnApplicationShutdown } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { Database } from './database';
import type { OpenDatabase } from './open/open-database';
import { Transactions } from './transactions';
import { driverOver } from './typeorm-driver';

/** Provides the database, ambient transactions, and entities that use both. */
@Module({})
export class PersistenceModule implements OnApplicationShutdown {
  constructor(private readonly database: Database) {}

  static forRoot({ database, schema, server }: OpenDatabase): DynamicModule {
    return {
      module: PersistenceModule,
      global: true,
      imports: [
        TypeOrmModule.forRoot({
          type: server.kind,
          driver: driverOver(database),
          database: schema,
          autoLoadEntities: true,
          // No code uses repositories of TypeORM, so it need not build its metadata at start.
          manualInitialization: true,
          synchronize: false,
          retryAttempts: 1,
        }),
      ],
      providers: [
        { provide: Database, useValue: database },
        { provide: Transactions, useValue: database.transactions },
      ],
      exports: [Database, Transactions],
    };
  }

  async onApplicationShutdown(): Promise<void> {
    await this.database.close();
  }
}
