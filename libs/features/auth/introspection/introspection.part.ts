import type { FeaturePart } from '@platform/process/feature-part';
import { IntrospectionController } from './introspection.controller';
import { IntrospectionService } from './introspection.service';

export const INTROSPECTION: FeaturePart = {
  controllers: [IntrospectionController],
  providers: [IntrospectionService],
};
