import { Module, type DynamicModule } from '@nestjs/common';
import { AuditModule } from '@features/audit';
import { AuthModule } from '@features/auth';
import { UsersModule } from '@features/users';
import type { OpenPlatform } from '@platform/open-platform';
import { PlatformModule } from '@platform/platform.module';

/** The same features without a door: their jobs, listeners and timed work. */
@Module({})
export class WorkerModule {
  static over(open: OpenPlatform): DynamicModule {
    return {
      module: WorkerModule,
      imports: [PlatformModule.over(open, 'worker'), UsersModule, AuthModule, AuditModule],
    };
  }
}
