// The database of a benchmark, and the benchmark's own queries.
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import net from 'node:net';
import mysql from 'mysql2/promise';
import { startDatabase } from '../database/ladder.mjs';

const USER = { name: 'bench', password: randomBytes(12).toString('hex') };

/** Starts the database with TCP, as on another machine or in another container. `url` returns the URL of a schema. */
export async function startOverTcp(step, { bufferPool, ...options }) {
  const port = await freePort();
  const settings = [
    '--skip-networking=0',
    '--bind-address=127.0.0.1',
    `--port=${port}`,
    `--innodb-buffer-pool-size=${bufferPool}`,
  ];
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

/** The tables of deferred work. A build has only some of them. */
const DEFERRED_WORK = ['platform_outbox', 'platform_job'];
const EVENT_LOGS = ['event_log', 'audit_entry'];

export async function queriesOn(databaseUrl, undo) {
  const connection = await connectTo(databaseUrl);
  undo.push(() => connection.end());
  const number = async (sql) => Number(Object.values((await connection.query(sql))[0][0]).at(-1));
  const existing = async (tables) => {
    const [rows] = await connection.query(
      'SELECT table_name AS name FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name IN (?)',
      [tables],
    );
    return rows.map(({ name }) => name);
  };
  const rowsIn = (tables) =>
    number(`SELECT ${tables.map((name) => `(SELECT COUNT(*) FROM ${name})`).join(' + ') || '0'}`);
  return {
    fsyncs: () => number("SHOW GLOBAL STATUS LIKE 'Innodb_data_fsyncs'"),
    auditRows: async () => rowsIn(await existing(EVENT_LOGS)),
    unfinished: async () => rowsIn(await existing(DEFERRED_WORK)),
  };
}
