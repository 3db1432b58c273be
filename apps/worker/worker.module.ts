import { Module, type DynamicModule } from '@nestjs/common';
import type { OpenPlatform } from '@platform/open-platform';
import { PlatformModule } from '@platform/platform.module';
import { FEATURES } from '../features';

/** All features without HTTP: their jobs, event listeners and recurring jobs. */
@Module({})
export class WorkerModule {
  static over(open: OpenPlatform): DynamicModule {
    return { module: WorkerModule, imports: [PlatformModule.over(open, 'worker'), ...FEATURES] };
  }
}
