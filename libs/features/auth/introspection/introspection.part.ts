import type { AuthPart } from '../auth-part';
import { IntrospectionController } from './introspection.controller';
import { IntrospectionService } from './introspection.service';

export const INTROSPECTION: AuthPart = {
  controllers: [IntrospectionController],
  providers: [IntrospectionService],
};
