import { Module, type DynamicModule } from '@nestjs/common';
import type { OpenPlatform } from '@platform/open-platform';
import { PlatformModule } from '@platform/platform.module';
import { FEATURES } from '../features';

/** The modules of the API process. */
@Module({})
export class ApiModule {
  static over(open: OpenPlatform): DynamicModule {
    return { module: ApiModule, imports: [PlatformModule.over(open, 'api'), ...FEATURES] };
  }
}
