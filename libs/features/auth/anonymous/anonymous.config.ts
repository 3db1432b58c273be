import { defineConfig } from '@platform/config/config';
import { choice } from '@platform/config/setting';

export class AnonymousConfig extends defineConfig('Anonymous accounts', {
  accounts: choice('ANONYMOUS_ACCOUNTS', ['off', 'on'], {
    default: 'off',
    developmentDefault: 'on',
    help: 'on (the default in development): whoever comes can have an account without an address, and give it one later; off (the default in production), and wherever REGISTRATION=closed: nobody can.',
  }),
}) {}
