/** One run, four kinds: rules (`*.spec.ts`), code against a real database (`*.db-spec.ts`), the product over HTTP (`*.e2e-spec.ts`), the same on bad days (`*.fault-spec.ts`). */
module.exports = {
  testEnvironment: 'node',
  rootDir: '.',
  roots: ['<rootDir>/apps', '<rootDir>/libs', '<rootDir>/test'],
  // `*.redis-spec.ts` wants a Redis, which only `npm run test:redis` brings.
  testRegex: process.env.TEST_REDIS_SOCKET
    ? ['\\.redis-spec\\.ts$']
    : process.env.FAULTS === 'full'
      ? ['\\.fault-spec\\.ts$']
      : ['\\.spec\\.ts$', '\\.db-spec\\.ts$', '\\.e2e-spec\\.ts$', '(?<!\\.haproxy)\\.fault-spec\\.ts$'],
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
