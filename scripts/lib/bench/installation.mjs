// A build that is set up to be measured: its settings, its schema, and the ways to start it.
import path from 'node:path';
import { randomBytes } from 'node:crypto';
import { programOf, root } from '../paths.mjs';
import { startProgram, startServer } from './programs.mjs';

const POOL_SIZE = 20;
const rawServer = path.join(root, 'scripts', 'lib', 'bench', 'raw-server.mjs');

export function createInstallation(checkout, { node, database, schema, mailUrl, home, core, keep }) {
  const databaseUrl = database.url(schema);
  const shared = {
    DATABASE_URL: databaseUrl,
    KEYS_DATABASE_URL: database.url(`${schema}_keys`),
    DATABASE_POOL_SIZE: String(POOL_SIZE),
    MASTER_KEYS: `bench:${randomBytes(32).toString('base64')}`,
    PUBLIC_URL: 'https://bench.example',
    REGISTRATION: 'open',
    SMTP_URL: mailUrl,
    SMTP_TLS: 'offered',
    MAIL_FROM: 'bench@bench.example',
    DATA_DIR: path.join(home, schema),
    ACCESS_TOKEN_SECONDS: '3600',
    PORT: '0',
  };
  const startProduct = async (env, options = {}) =>
    keep(
      await startServer(node, checkout.program, {
        env: { ...shared, ...env },
        core,
        log: path.join(home, `${schema}.log`),
        nodeOptions: checkout.nodeOptions,
        ...options,
      }),
    );
  return {
    databaseUrl,
    settings: shared,
    /** As an operator runs it: with the checks of production and the real cost of a hash. */
    async startProduction(env = {}) {
      const limits = ['post /v1/auth/refresh', 'post /v1/auth/login', 'get /v1/admin/users', 'get /v1/me/notifications']
        .map((route) => `${checkout.operationIdOf(route)}=1000000/60`)
        .join(',');
      return startProduct({ NODE_ENV: 'production', RATE_LIMIT_SCALE: '10', RATE_LIMITS: limits, ...env });
    },
    /** The same with hashes that cost almost nothing, which production rejects. */
    async startWithCheapHashes(options) {
      const cheap = { ARGON2_MEMORY_KIB: '8', ARGON2_PASSES: '1', RATE_LIMIT_SCALE: '100000' };
      return startProduct({ NODE_ENV: 'development', ...cheap }, options);
    },
    /** A separate process for jobs and events, on the same core. */
    async startWorker() {
      const env = { ...shared, NODE_ENV: 'production' };
      const log = path.join(home, `${schema}-worker.log`);
      const program = programOf('worker', checkout.folder);
      return keep(await startProgram(node, program, { env, core, log, nodeOptions: checkout.nodeOptions }));
    },
    /** The raw server reads and writes the same tables. */
    async startRaw() {
      const env = { DATABASE_URL: databaseUrl, POOL_SIZE: String(POOL_SIZE) };
      return keep(await startServer(node, rawServer, { env, core }));
    },
  };
}
