// The settings of `npm start`, checked before any slow step.
import net from 'node:net';
import { greetingOf, targetOf } from '../database/greeting.mjs';
import { Failure } from '../failure.mjs';
import { dataFolder } from '../paths.mjs';

export function readSettings(env = process.env) {
  const port = Number(env.PORT || 3000);
  if (!Number.isInteger(port) || port < 0 || port > 65535)
    throw new Failure(`PORT must be a number from 0 to 65535, not "${env.PORT}".`);
  for (const name of ['DATABASE_URL', 'KEYS_DATABASE_URL']) if (env[name]) checkUrl(name, env[name]);
  if (!env.DATABASE_URL && env.KEYS_DATABASE_URL)
    throw new Failure('KEYS_DATABASE_URL requires DATABASE_URL. Set both.');
  return { port, host: env.HOST || '127.0.0.1', databaseUrl: env.DATABASE_URL || undefined, dataFolder };
}

/** Errors do not show the value, because it contains a password. */
function checkUrl(name, value) {
  const example = 'mysql://user:password@host:3306/userkeep';
  if (!URL.canParse(value)) throw new Failure(`${name} must be a URL such as ${example}.`);
  const { protocol, pathname } = new URL(value);
  if (!['mysql:', 'mariadb:'].includes(protocol))
    throw new Failure(`${name} must begin with mysql://, for example ${example}.`);
  if (pathname.length < 2) throw new Failure(`${name} must end with the name of a database, for example ${example}.`);
}

export async function checkDatabaseAnswers(name, databaseUrl) {
  const target = targetOf(databaseUrl);
  const where = target.path ?? `${target.host}:${target.port}`;
  await greetingOf(target).catch((error) => {
    throw new Failure(`The database of ${name} at ${where} cannot be used: ${REASONS[error.code] ?? error.message}.`);
  });
}

const REASONS = {
  ECONNREFUSED: 'no server is listening',
  ENOENT: 'the socket does not exist',
  ENOTFOUND: 'the host name is unknown',
  EAI_AGAIN: 'the host name could not be resolved',
  EACCES: 'permission denied',
};

export function checkPortIsFree({ host, port }) {
  return new Promise((resolve, reject) => {
    const server = net.createServer();
    server.once('error', (error) => reject(new Failure(portFault(error, host, port))));
    server.listen({ host, port }, () => server.close(resolve));
  });
}

function portFault(error, host, port) {
  if (error.code === 'EADDRINUSE')
    return `Port ${port} on ${host} is in use; choose another one with PORT=${port + 1} npm start.`;
  if (error.code === 'EACCES')
    return `Port ${port} requires more privileges than this user has; choose one above 1023.`;
  if (error.code === 'EADDRNOTAVAIL') return `HOST=${host} is not an address of this machine.`;
  return `Port ${port} on ${host} cannot be used: ${error.message}.`;
}
