const LONG = ['\\.long\\.(e2e|fault)-spec\\.ts$'];
/** What takes long is run beside, and what wants a balancer only by `npm run test:faults`. */
const SHORT = [
  '\\.spec\\.ts$',
  '\\.db-spec\\.ts$',
  '(?<!\\.long)\\.e2e-spec\\.ts$',
  '(?<!\\.(long|haproxy))\\.fault-spec\\.ts$',
];

/** One run, four kinds: rules (`*.spec.ts`), code against a real database (`*.db-spec.ts`), the product over HTTP (`*.e2e-spec.ts`), the same on bad days (`*.fault-spec.ts`). `npm run test:long` runs those called `*.long.*`. */
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
  testTimeout: 30_000,
  // Two cores have work for three: a test file waits a quarter of its time. Long tests compare times, which wants less noise.
  maxWorkers: process.env.TEST_LONG ? 2 : 3,
  // What a test file leaves in memory is not given back before its worker ends, and collecting it slows the next ones.
  workerIdleMemoryLimit: '1GB',
};

/** `npm test` says where the libraries are that it has bundled. */
function bundledLibraries() {
  const folder = process.env.TEST_LIBRARIES;
  if (!folder) return {};
  const escape = (name) => name.replace(/[.]/g, '\\.');
  return Object.fromEntries(
    Object.entries(require(`${folder}/names.json`)).map(([name, file]) => [`^${escape(name)}$`, file]),
  );
}

/** `*.redis-spec.ts` wants a Redis, which `npm run test:redis` brings, `*.browser-spec.ts` the Chromium of `test:browser`. */
function kindsOfThisRun() {
  if (process.env.TEST_REDIS_SOCKET) return ['\\.redis-spec\\.ts$'];
  if (process.env.TEST_BROWSER) return ['\\.browser-spec\\.ts$'];
  if (process.env.FAULTS === 'full') return ['\\.fault-spec\\.ts$'];
  return process.env.TEST_LONG ? LONG : SHORT;
}
