// What `npm start` takes from the environment, checked before any long work begins.
import net from 'node:net';
import { greetingOf, targetOf } from '../database/greeting.mjs';
import { Failure } from '../failure.mjs';
import { dataFolder } from '../paths.mjs';

export function readSettings(env = process.env) {
  const port = Number(env.PORT || 3000);
  if (!Number.isInteger(port) || port < 0 || port > 65535)
    throw new Failure(`PORT must be a number from 0 to 65535, not "${env.PORT}".`);
  for (const name of ['DATABASE_URL', 'KEYS_DATABASE_URL']) if (env[name]) checkUrl(name, env[name]);
  if (!env.DATABASE_URL && env.KEYS_DATABASE_URL) throw new Failure('KEYS_DATABASE_URL needs DATABASE_URL beside it.');
  return { port, host: env.HOST || '127.0.0.1', databaseUrl: env.DATABASE_URL || undefined, dataFolder };
}

/** The value itself is never shown: it holds a password. */
function checkUrl(name, value) {
  const example = 'mysql://user:password@host:3306/userkeep';
  if (!URL.canParse(value)) throw new Failure(`${name} is not a URL such as ${example}.`);
  const { protocol, pathname } = new URL(value);
  if (!['mysql:', 'mariadb:'].includes(protocol))
    throw new Failure(`${name} must begin with mysql://, as in ${example}.`);
  if (pathname.length < 2) throw new Failure(`${name} must end with the name of a database, as in ${example}.`);
}

export async function checkDatabaseAnswers(name, databaseUrl) {
  const target = targetOf(databaseUrl);
  const where = target.path ?? `${target.host}:${target.port}`;
  await greetingOf(target).catch((error) => {
    throw new Failure(`The database of ${name} at ${where} cannot be used: ${WORDS[error.code] ?? error.message}.`);
  });
}

const WORDS = {
  ECONNREFUSED: 'nothing listens there',
  ENOENT: 'there is no such socket',
  ENOTFOUND: 'no machine has this name',
  EAI_AGAIN: 'the name could not be looked up',
  EACCES: 'access is not permitted',
};

export function checkPortIsFree({ host, port }) {
  return new Promise((resolve, reject) => {
    const server = net.createServer();
    server.once('error', (error) => reject(new Failure(portSentence(error, host, port))));
    server.listen({ host, port }, () => server.close(resolve));
  });
}

function portSentence(error, host, port) {
  if (error.code === 'EADDRINUSE')
    return `Port ${port} on ${host} is in use; choose another one with PORT=${port + 1} npm start.`;
  if (error.code === 'EACCES') return `Port ${port} needs more rights than this user has; choose one above 1023.`;
  if (error.code === 'EADDRNOTAVAIL') return `HOST=${host} is not an address of this machine.`;
  return `Port ${port} on ${host} cannot be used: ${error.message}.`;
}
