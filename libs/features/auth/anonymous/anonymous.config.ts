import { defineConfig } from '@platform/config/config';
import { choice } from '@platform/config/setting';

export class AnonymousConfig extends defineConfig('Anonymous accounts', {
  accounts: choice('ANONYMOUS_ACCOUNTS', ['off', 'on'], {
    default: 'off',
    developmentDefault: 'on',
    help: 'on (the default in development): users can create an account without an email address and add one later. off (the default in production): they cannot. REGISTRATION=closed also disables anonymous accounts.',
  }),
}) {}
