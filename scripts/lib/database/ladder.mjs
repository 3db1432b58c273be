// Starts a database on any machine, trying the fastest way first.
import fs from 'node:fs';
import path from 'node:path';
import { Failure } from '../failure.mjs';
import { interruption } from '../signals.mjs';
import { dockerAnswers, dockerData, startDockerServer } from './docker-server.mjs';
import { originOf } from './initialise.mjs';
import { installedServer } from './installed-server.mjs';
import { mariadbFromDebian } from './mariadb-from-debian.mjs';
import { mysqlFromDebian } from './mysql-from-debian.mjs';
import { endLeftoverServer, startPrivateServer } from './private-server.mjs';
import { nameOf } from './server-program.mjs';

/** `kinds` is in order of preference. Returns a running server, see private-server.mjs. */
export async function startDatabase(step, { home, kinds, schemas, maxConnections, settings }) {
  await endLeftoverServer(home);
  const origin = originOf(path.join(home, 'database'));
  const inDocker = origin ? [] : kinds.filter((kind) => fs.existsSync(dockerData(home, kind)));
  const wanted = origin ? [origin.kind] : kinds;
  const options = { home, schemas, maxConnections, settings };
  const attempts = [
    ...(inDocker.length ? [] : wanted.flatMap((kind) => localAttempts(kind, origin, step, options))),
    ...(origin ? [] : (inDocker.length ? inDocker : wanted).map((kind) => dockerAttempt(kind, step, options))),
  ];
  const reasons = [];
  for (const attempt of attempts) {
    interruption.throwIfAborted();
    try {
      const started = await attempt();
      if (started) return started;
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      reasons.push(error.message);
    }
  }
  throw new Failure(failureMessage(origin, wanted), { also: reasons });
}

/** Returns only the server program, for tests that start and kill servers; undefined if there is none. */
export async function serverProgram(step, kind) {
  for (const find of programFinders(kind, step)) {
    const server = await find();
    if (server) return server;
  }
  return undefined;
}

function programFinders(kind, step) {
  return [() => installedServer(kind), () => (kind === 'mariadb' ? mariadbFromDebian(step) : mysqlFromDebian(step))];
}

function localAttempts(kind, origin, step, options) {
  return programFinders(kind, step).map((find) => async () => {
    const server = await find();
    if (!server || isOlder(server, origin)) return undefined;
    return step(`Starting ${nameOf(server)}`, async () => {
      const started = await startPrivateServer(server, options);
      return { ...started, label: `Database: a private ${started.name}` };
    });
  });
}

function dockerAttempt(kind, step, options) {
  return async () => {
    if (!(await dockerAnswers())) return undefined;
    return step('Starting a database in Docker', async () => {
      const started = await startDockerServer(kind, options);
      return { ...started, label: `Database: ${started.name}` };
    });
  };
}

/** A server never reads the data folder of a newer one. */
function isOlder(server, origin) {
  if (!origin) return false;
  const [major, minor] = server.version.split('.').map(Number);
  const [originMajor, originMinor] = origin.version.split('.').map(Number);
  return major < originMajor || (major === originMajor && minor < originMinor);
}

function failureMessage(origin, kinds) {
  if (origin) return `The data was created by ${nameOf(origin)}, and no server that can read it could be started.`;
  const install =
    process.platform === 'darwin'
      ? 'brew install mariadb'
      : kinds[0] === 'mysql'
        ? 'apt-get install mysql-server-core, or your system’s package of MySQL'
        : 'apt-get install mariadb-server-core, or your system’s package of MariaDB';
  return `No database could be started. Set DATABASE_URL=mysql://user:password@host:3306/userkeep, or install a database: ${install}`;
}
