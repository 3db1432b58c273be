import { Global, Module, type DynamicModule } from '@nestjs/common';
import { RuntimeConfig } from '@platform/config/runtime.config';
import { CountersModule } from '@platform/counters/counters.module';
import { EventLogHttpModule } from '@platform/event-log/event-log-http.module';
import { EventLogModule } from '@platform/event-log/event-log.module';
import { FilesModule } from '@platform/files/files.module';
import { HttpModule } from '@platform/http/http.module';
import { HttpClientModule } from '@platform/http-client/http-client.module';
import { JobsModule } from '@platform/jobs/jobs.module';
import type { ProcessKind } from '@platform/jobs/worker-process';
import { LiveStreamModule } from '@platform/live-stream/live-stream.module';
import { OneTimeModule } from '@platform/one-time/one-time.module';
import { OriginModule } from '@platform/origin/origin.module';
import { PersistenceModule } from '@platform/persistence/persistence.module';
import { ClusterNotificationsModule } from '@platform/cluster-notifications/cluster-notifications.module';
import { SignedDocumentsModule } from '@platform/signed-documents/signed-documents.module';
import { SmsModule } from '@platform/sms/sms.module';
import { UserDataModule } from '@platform/user-data/user-data.module';
import { UserRowsModule } from '@platform/user-rows/user-rows.module';
import { VaultModule } from '@platform/vault/vault.module';
import type { OpenPlatform } from './open-platform';

/** The platform services of one process. */
@Global()
@Module({ providers: [RuntimeConfig], exports: [RuntimeConfig] })
export class PlatformModule {
  static over({ main, vault }: OpenPlatform, kind: ProcessKind): DynamicModule {
    return {
      module: PlatformModule,
      imports: [
        PersistenceModule.forRoot(main),
        ClusterNotificationsModule,
        UserDataModule,
        VaultModule.forRoot(vault),
        UserRowsModule,
        JobsModule.forProcess(kind),
        EventLogModule,
        CountersModule,
        FilesModule,
        HttpClientModule,
        OneTimeModule,
        OriginModule,
        HttpModule,
        EventLogHttpModule,
        LiveStreamModule,
        SignedDocumentsModule,
        SmsModule,
      ],
    };
  }
}
