// The environment of a benchmark: a database on disk, the built product, the raw server and the client.
import fs from 'node:fs';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { randomBytes } from 'node:crypto';
import { NODE_OPTIONS } from '../api/node-options.mjs';
import { startOverTcp } from './database.mjs';
import { programOf, root } from '../paths.mjs';
import { canPin, pin, startProgram, startServer } from './programs.mjs';

const SCHEMA = 'userkeep_bench';
const POOL_SIZE = 20;
const folder = path.join(root, 'scripts', 'lib', 'bench');
const apiProgram = programOf('api');

/** The server under test gets the last core; client and database share the others. */
const SERVER_CORE = availableParallelism() - 1;

export async function openEnvironment({ step, node, home, kinds, undo, pinned = canPin && SERVER_CORE > 0 }) {
  fs.rmSync(home, { recursive: true, force: true });
  fs.mkdirSync(home, { recursive: true });
  undo.push(() => fs.rmSync(home, { recursive: true, force: true, maxRetries: 5 }));
  const database = await startOverTcp(step, { home, kinds, schemas: [SCHEMA, `${SCHEMA}_keys`], maxConnections: 200 });
  undo.push(database.stop);
  const others = pinned ? `0-${SERVER_CORE - 1}` : undefined;
  if (pinned) pin(database.pid, others);
  const core = pinned ? SERVER_CORE : undefined;
  const databaseUrl = database.url(SCHEMA);
  const keep = (program) => {
    undo.push(program.stop);
    return program;
  };
  const mails = keep(await startServer(node, path.join(folder, 'mail-sink.mjs'), { core: others }));
  const shared = {
    DATABASE_URL: databaseUrl,
    KEYS_DATABASE_URL: database.url(`${SCHEMA}_keys`),
    DATABASE_POOL_SIZE: String(POOL_SIZE),
    MASTER_KEYS: `bench:${randomBytes(32).toString('base64')}`,
    PUBLIC_URL: 'https://bench.example',
    REGISTRATION: 'open',
    SMTP_URL: mails.url,
    SMTP_TLS: 'offered',
    MAIL_FROM: 'bench@bench.example',
    DATA_DIR: path.join(home, 'data'),
    ACCESS_TOKEN_SECONDS: '3600',
    PORT: '0',
  };
  const startProduct = async (env, options = {}) =>
    startServer(node, apiProgram, {
      env: { ...shared, ...env },
      core,
      log: path.join(home, 'api.log'),
      nodeOptions: NODE_OPTIONS,
      ...options,
    });
  return {
    database,
    databaseUrl,
    pinned,
    /** As an operator runs it: with the checks of production and the real cost of a hash. */
    async startProduction() {
      const limits = {
        RATE_LIMIT_SCALE: '10',
        RATE_LIMITS: 'refreshTokens=1000000/60,signInWithPassword=1000000/60,listUsers=1000000/60',
      };
      return keep(await startProduct({ NODE_ENV: 'production', ...limits }));
    },
    /** The same with hashes that cost almost nothing, which production rejects. */
    async startWithCheapHashes(options) {
      const cheap = { ARGON2_MEMORY_KIB: '8', ARGON2_PASSES: '1', RATE_LIMIT_SCALE: '100000' };
      return keep(await startProduct({ NODE_ENV: 'development', ...cheap }, options));
    },
    /** The CPU µs of such a hash alone, on the server's core, to be subtracted from the cost of a sign-in. */
    async costOfCheapHash() {
      const hashing = await startProgram(node, path.join(folder, 'hash-cost.mjs'), { core });
      const { cpuUs } = await hashing.request({ seconds: 5 });
      await hashing.stop();
      return cpuUs;
    },
    async startRaw() {
      const env = { DATABASE_URL: databaseUrl, POOL_SIZE: String(POOL_SIZE) };
      return keep(await startServer(node, path.join(folder, 'raw-server.mjs'), { env, core }));
    },
    async startClient() {
      return keep(await startProgram(node, path.join(folder, 'load.mjs'), { core: others }));
    },
  };
}
