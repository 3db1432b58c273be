import { defineConfig } from '@platform/config/config';
import { choice, integer, text } from '@platform/config/setting';

export class AuthConfig extends defineConfig('Sign-in', {
  registration: choice('REGISTRATION', ['open', 'verify-first', 'closed'], {
    default: 'verify-first',
    developmentDefault: 'open',
    help: 'verify-first (the default in production): an account is created once its address is proven by a mail, and the answer does not tell whether it is taken; open (the default in development): at once; closed: only administrators create accounts.',
  }),
  tokenAudience: text('TOKEN_AUDIENCE', { default: 'userkeep', help: 'The `aud` of access tokens.' }),
  accessSeconds: integer('ACCESS_TOKEN_SECONDS', {
    default: 600,
    min: 30,
    max: 3600,
    help: 'How long an access token is good for.',
  }),
  sessionDays: integer('SESSION_DAYS', {
    default: 30,
    min: 1,
    max: 400,
    help: 'How long a session lives without being used.',
  }),
  refreshGraceSeconds: integer('REFRESH_GRACE_SECONDS', {
    default: 120,
    min: 0,
    max: 300,
    help: 'How long a refresh token may be presented again while its successor is unused: parallel calls, lost answers.',
  }),
  stepUpMinutes: integer('STEP_UP_MINUTES', {
    default: 10,
    min: 1,
    max: 120,
    help: 'How long a fresh proof of identity lasts for sensitive acts.',
  }),
  trustedDeviceDays: integer('TRUSTED_DEVICE_DAYS', {
    default: 30,
    min: 0,
    max: 400,
    help: 'How long a device is trusted to do without the second factor; 0 means never.',
  }),
  passwordMinLength: integer('PASSWORD_MIN_LENGTH', {
    default: 15,
    min: 8,
    max: 64,
    help: 'NIST SP 800-63B-4 asks for 15 where the password is the only factor.',
    inProduction: (length) => (length < 15 ? 'must be at least 15 in production' : undefined),
  }),
  argonMemoryKib: integer('ARGON2_MEMORY_KIB', {
    default: 19_456,
    min: 8,
    max: 1_048_576,
    help: 'argon2id memory, in KiB.',
    inProduction: (kib) => (kib < 19_456 ? 'must be at least 19456 in production' : undefined),
  }),
  argonPasses: integer('ARGON2_PASSES', {
    default: 2,
    min: 1,
    max: 20,
    help: 'argon2id passes.',
    inProduction: (passes) => (passes < 2 ? 'must be at least 2 in production' : undefined),
  }),
  hashesAtOnce: integer('HASHES_AT_ONCE', {
    default: 0,
    min: 0,
    max: 64,
    help: 'Password hashes computed at the same time; 0 means one a core.',
  }),
  hashQueue: integer('HASH_QUEUE', {
    default: 64,
    min: 1,
    max: 10_000,
    help: 'Sign-ins that may wait for a hash; more are answered 503.',
  }),
}) {}
