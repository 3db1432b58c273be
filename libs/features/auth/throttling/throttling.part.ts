import './throttling.migration';
import type { FeaturePart } from '@platform/process/feature-part';
import { AttemptEntity, KnownNetworkEntity } from './attempt.entity';
import { AttemptRepository } from './attempt.repository';
import { LoginThrottle } from './login-throttle';
import { THROTTLING_USER_DATA } from './throttling.user-data';

/** Login throttling: limits wrong passwords and codes by account and by network. */
export const THROTTLING: FeaturePart = {
  providers: [AttemptRepository, LoginThrottle, THROTTLING_USER_DATA],
  entities: [AttemptEntity, KnownNetworkEntity],
};
