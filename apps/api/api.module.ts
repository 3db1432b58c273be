import { Module, type DynamicModule } from '@nestjs/common';
import { AuditModule } from '@features/audit';
import { AuthModule } from '@features/auth';
import { UsersModule } from '@features/users';
import type { OpenPlatform } from '@platform/open-platform';
import { PlatformModule } from '@platform/platform.module';

/** What runs in the API process. */
@Module({})
export class ApiModule {
  static over(open: OpenPlatform): DynamicModule {
    return { module: ApiModule, imports: [PlatformModule.over(open, 'api'), UsersModule, AuthModule, AuditModule] };
  }
}
