/** One run, four kinds: rules (`*.spec.ts`), code against a real database (`*.db-spec.ts`), the product over HTTP (`*.e2e-spec.ts`), the same on bad days (`*.fault-spec.ts`). */
module.exports = {
  testEnvironment: 'node',
  rootDir: '.',
  roots: ['<rootDir>/apps', '<rootDir>/libs', '<rootDir>/test'],
  testRegex: kindsOfThisRun(),
  transform: { '^.+\\.ts$': ['@swc/jest'] },
  moduleNameMapper: {
    '^@platform/(.*)$': '<rootDir>/libs/platform/$1',
    '^@features/(.*)$': '<rootDir>/libs/features/$1',
    '^@test/(.*)$': '<rootDir>/test/$1',
  },
  setupFiles: ['reflect-metadata'],
  testTimeout: 30_000,
  maxWorkers: 2,
};

/** `*.redis-spec.ts` wants a Redis, which `npm run test:redis` brings, `*.browser-spec.ts` the Chromium of `test:browser`. */
function kindsOfThisRun() {
  if (process.env.TEST_REDIS_SOCKET) return ['\\.redis-spec\\.ts$'];
  if (process.env.TEST_BROWSER) return ['\\.browser-spec\\.ts$'];
  if (process.env.FAULTS === 'full') return ['\\.fault-spec\\.ts$'];
  return ['\\.spec\\.ts$', '\\.db-spec\\.ts$', '\\.e2e-spec\\.ts$', '(?<!\\.haproxy)\\.fault-spec\\.ts$'];
}
