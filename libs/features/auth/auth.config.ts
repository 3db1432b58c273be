import { defineConfig } from '@platform/config/config';
import { choice, integer, text } from '@platform/config/setting';

export class AuthConfig extends defineConfig('Sign-in', {
  registration: choice('REGISTRATION', ['open', 'verify-first', 'closed'], {
    default: 'verify-first',
    developmentDefault: 'open',
    help: 'verify-first (the default in production): an account is created once its email address has been verified, and the response does not reveal whether the address is taken. open (the default in development): accounts are created at once. closed: only administrators create accounts.',
  }),
  tokenAudience: text('TOKEN_AUDIENCE', { default: 'userkeep', help: 'The `aud` claim of access tokens.' }),
  accessSeconds: integer('ACCESS_TOKEN_SECONDS', {
    default: 600,
    min: 30,
    max: 3600,
    help: 'The lifetime of an access token, in seconds.',
  }),
  sessionDays: integer('SESSION_DAYS', {
    default: 30,
    min: 1,
    max: 400,
    help: 'The number of days after which an unused session expires.',
  }),
  refreshGraceSeconds: integer('REFRESH_GRACE_SECONDS', {
    default: 120,
    min: 0,
    max: 300,
    help: 'For how many seconds a used refresh token is still accepted while the new one is unused, for concurrent requests and lost responses.',
  }),
  stepUpMinutes: integer('STEP_UP_MINUTES', {
    default: 10,
    min: 1,
    max: 120,
    help: 'For how many minutes step-up authentication stays valid for sensitive actions.',
  }),
  trustedDeviceDays: integer('TRUSTED_DEVICE_DAYS', {
    default: 30,
    min: 0,
    max: 400,
    help: 'For how many days a trusted device needs no second factor; 0 disables trusted devices.',
  }),
  smsSignIn: choice('SMS_SIGN_IN', ['off', 'on'], {
    default: 'off',
    help: 'on: users can sign in with a code that is sent to their verified phone number. Requires SMS_SENDER.',
  }),
  smsSecondFactor: choice('SMS_SECOND_FACTOR', ['off', 'on'], {
    default: 'off',
    help: 'on: users can choose codes by text message as their second factor. off: nobody can turn them on; accounts that have them still need them. Requires SMS_SENDER.',
  }),
  passwordMinLength: integer('PASSWORD_MIN_LENGTH', {
    default: 15,
    min: 8,
    max: 64,
    help: 'The minimum length of a password. NIST SP 800-63B-4 requires 15 if the password is the only factor.',
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
    help: 'The number of password hashes computed at the same time; 0 means one per CPU core.',
  }),
  hashQueue: integer('HASH_QUEUE', {
    default: 64,
    min: 1,
    max: 10_000,
    help: 'The number of sign-ins that can wait for a password hash; further ones get 503.',
  }),
}) {}
