import './throttling.migration';
import type { AuthPart } from '../auth-part';
import { AttemptEntity, KnownNetworkEntity } from './attempt.entity';
import { AttemptRepository } from './attempt.repository';
import { LoginThrottle } from './login-throttle';
import { ThrottlingCleanUp } from './throttling.clean-up';
import { THROTTLING_USER_DATA } from './throttling.user-data';

/** Login throttling: limits wrong passwords and codes by account and by network. */
export const THROTTLING: AuthPart = {
  providers: [AttemptRepository, LoginThrottle, ThrottlingCleanUp, THROTTLING_USER_DATA],
  entities: [AttemptEntity, KnownNetworkEntity],
};
