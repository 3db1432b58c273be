import './throttling.migration';
import type { AuthPart } from '../auth-part';
import { AttemptEntity, KnownNetworkEntity } from './attempt.entity';
import { AttemptRepository } from './attempt.repository';
import { LoginThrottle } from './login-throttle';
import { ThrottlingCleanUp } from './throttling.clean-up';
import { ThrottlingUserData } from './throttling.user-data';

/** Login throttling: how many wrong passwords and codes are accepted, counted by what they aim at. */
export const THROTTLING: AuthPart = {
  providers: [AttemptRepository, LoginThrottle, ThrottlingCleanUp, ThrottlingUserData],
  entities: [AttemptEntity, KnownNetworkEntity],
};
