const LONG = ['\\.long\\.(e2e|fault)-spec\\.ts$'];
/** Long tests run separately, and tests that need a load balancer run only with `npm run test:faults`. */
const SHORT = [
  // Rules need no database, so they are tested once and not with each server.
  ...(process.env.TEST_DATABASE_ONLY ? [] : ['\\.spec\\.ts$']),
  '\\.db-spec\\.ts$',
  '(?<!\\.long)\\.e2e-spec\\.ts$',
  '(?<!\\.(long|haproxy))\\.fault-spec\\.ts$',
];

/**
 * A run has four kinds of tests: rules (`*.spec.ts`), code with a real database (`*.db-spec.ts`), the product over HTTP
 * (`*.e2e-spec.ts`), and the product under faults (`*.fault-spec.ts`). `npm run test:long` runs `*.long.*`.
 */
module.exports = {
  testEnvironment: '<rootDir>/scripts/lib/test/environment.cjs',
  rootDir: '.',
  roots: ['<rootDir>/apps', '<rootDir>/libs', '<rootDir>/test'],
  testRegex: kindsOfThisRun(),
  transform: { '^.+\\.ts$': ['@swc/jest'] },
  moduleNameMapper: {
    '^@platform/(.*)$': '<rootDir>/libs/platform/$1',
    '^@features/(.*)$': '<rootDir>/libs/features/$1',
    '^@test/(.*)$': '<rootDir>/test/$1',
    ...bundledLibraries(),
  },
  setupFiles: ['reflect-metadata'],
  testSequencer: '<rootDir>/scripts/lib/test/slowest-first.cjs',
  testTimeout: 90_000,
  // Two cores are enough for three workers, because a test file waits for a quarter of its time. Long tests compare
  // times, so fewer workers run.
  maxWorkers: process.env.TEST_LONG ? 2 : 3,
  // The memory that a test file leaves is not freed before its worker ends, and collecting it slows down the next
  // files.
  workerIdleMemoryLimit: '1GB',
};

/** `npm test` sets the folder of the bundled libraries. */
function bundledLibraries() {
  const folder = process.env.TEST_LIBRARIES;
  if (!folder) return {};
  const escape = (name) => name.replace(/[.]/g, '\\.');
  return Object.fromEntries(
    Object.entries(require(`${folder}/names.json`)).map(([name, file]) => [`^${escape(name)}$`, file]),
  );
}

/**
 * `*.redis-spec.ts` needs a Redis, which `npm run test:redis` starts, `*.browser-spec.ts` needs the Chromium of
 * `test:browser`, and `*.go-spec.ts` the Go of `test:go`.
 */
function kindsOfThisRun() {
  if (process.env.TEST_REDIS_SOCKET) return ['\\.redis-spec\\.ts$'];
  if (process.env.TEST_BROWSER) return ['\\.browser-spec\\.ts$'];
  if (process.env.TEST_GO) return ['\\.go-spec\\.ts$'];
  if (process.env.FAULTS === 'full') return ['\\.fault-spec\\.ts$'];
  return process.env.TEST_LONG ? LONG : SHORT;
}
