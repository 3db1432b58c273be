// The database of a benchmark, and the benchmark's own queries.
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import net from 'node:net';
import mysql from 'mysql2/promise';
import { startDatabase } from '../database/ladder.mjs';

const USER = { name: 'bench', password: randomBytes(12).toString('hex') };

/** Starts the database with TCP, as on another machine or in another container. `url` returns the URL of a schema. */
export async function startOverTcp(step, options) {
  const port = await freePort();
  const settings = ['--skip-networking=0', '--bind-address=127.0.0.1', `--port=${port}`];
  const database = await startDatabase(step, { ...options, settings });
  if (!new URL(database.url('')).searchParams.has('socketPath')) return database;
  const connection = await connectTo(database.url(''));
  await connection.query(`CREATE USER '${USER.name}'@'127.0.0.1' IDENTIFIED BY '${USER.password}'`);
  await connection.query(`GRANT ALL ON *.* TO '${USER.name}'@'127.0.0.1'`);
  await connection.end();
  return { ...database, url: (schema) => `mysql://${USER.name}:${USER.password}@127.0.0.1:${port}/${schema}` };
}

async function freePort() {
  const server = net.createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}

export async function connectTo(databaseUrl) {
  const url = new URL(databaseUrl);
  const socketPath = url.searchParams.get('socketPath');
  return mysql.createConnection({
    ...(socketPath ? { socketPath } : { host: url.hostname, port: Number(url.port || 3306) }),
    user: decodeURIComponent(url.username) || 'root',
    password: decodeURIComponent(url.password),
    database: url.pathname.slice(1),
  });
}

export async function queriesOn(databaseUrl, undo) {
  const connection = await connectTo(databaseUrl);
  undo.push(() => connection.end());
  const number = async (sql) => Number(Object.values((await connection.query(sql))[0][0]).at(-1));
  return {
    fsyncs: () => number("SHOW GLOBAL STATUS LIKE 'Innodb_data_fsyncs'"),
    auditRows: () => number('SELECT COUNT(*) FROM audit_entry'),
    unfinished: () => number('SELECT (SELECT COUNT(*) FROM platform_outbox) + (SELECT COUNT(*) FROM platform_job)'),
  };
}
