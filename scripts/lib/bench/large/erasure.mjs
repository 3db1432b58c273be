// Erasures: the time for a user with many records, what other users notice meanwhile, and erasures an hour.
import http from 'node:http';
import { randomBytes } from 'node:crypto';
import { Failure } from '../../failure.mjs';
import { pause } from '../../processes.mjs';
import { markdownTable } from '../../measured-page.mjs';

const READERS = 8;
const ROWS_A_STATEMENT = 5000;
const LIMIT_MS = 600_000;
const WARM_UP_MS = 10_000;

/** The last user has the records, the ones before it are erased together, and the first ones read their accounts. */
export async function measureErasures({ startWithCheapHashes, connection, administrator, users, records, seconds }) {
  const [readers, many, large] = [users.slice(0, READERS), users.slice(READERS, -1), users.at(-1)];
  await fillRecords(connection, large.id, records);
  const product = await startWithCheapHashes();
  const erase = (user) => requestErasure(product.url, administrator, user);
  // The first requests are slower, because their code has not been compiled.
  await readWhile(product.url, readers, pause(WARM_UP_MS));
  const before = await readWhile(product.url, readers, pause(seconds * 1000));
  const erased = await readWhile(
    product.url,
    readers,
    timed(async () => (await erase(large), untilErased(connection, 1))),
  );
  const after = await readWhile(product.url, readers, pause(seconds * 1000));
  const several = await readWhile(
    product.url,
    readers,
    timed(async () => {
      for (const user of many) await erase(user);
      await untilErased(connection, 1 + many.length);
    }),
  );
  await product.stop();
  const quiet = { delays: [...before.delays, ...after.delays] };
  return { records, quiet, large: erased, several, count: many.length };
}

/** Half of the records are mails, the others are known networks and events of clients. */
async function fillRecords(connection, userId, records) {
  const id = Buffer.from(userId.replaceAll('-', ''), 'hex');
  const now = 'UTC_TIMESTAMP(3)';
  await insert(connection, records / 2, {
    columns:
      'mail_message (id, user_id, kind, language, state, attempts, message_id, created_at, tried_until, settled_at)',
    row: `(?, ?, 'test', 'en', 'sent', 1, 'm', ${now}, ${now}, ${now})`,
    values: () => [randomBytes(16), id],
  });
  await insert(connection, records / 4, {
    columns: 'auth_known_network (user_id, network_hash, seen_at)',
    row: `(?, ?, ${now})`,
    values: () => [id, randomBytes(32)],
  });
  await insert(connection, records / 4, {
    columns: 'audit_client_event (caller_id, client_id, event_id, subject_id, content_hash, created_at)',
    row: `(?, ?, ?, ?, ?, ${now})`,
    values: () => [id, randomBytes(16), randomBytes(16), id, randomBytes(32)],
  });
}

async function insert(connection, count, { columns, row, values }) {
  for (let done = 0; done < count; done += ROWS_A_STATEMENT) {
    const rows = Array.from({ length: Math.min(ROWS_A_STATEMENT, count - done) }, values);
    await connection.query(`INSERT INTO ${columns} VALUES ${rows.map(() => row).join(', ')}`, rows.flat());
  }
}

async function timed(work) {
  const start = performance.now();
  await work();
  return (performance.now() - start) / 1000;
}

async function requestErasure(url, { accessToken }, { id }) {
  const headers = { authorization: `Bearer ${accessToken}`, 'content-type': 'application/json' };
  const answer = await fetch(`${url}/v1/admin/users/${id}?now=true`, { method: 'DELETE', headers, body: '{}' });
  if (answer.status !== 202) throw new Failure(`A deletion was answered ${answer.status}: ${await answer.text()}`);
}

async function untilErased(connection, count) {
  const end = performance.now() + LIMIT_MS;
  for (;;) {
    const [[row]] = await connection.query("SELECT COUNT(*) AS n FROM privacy_erasure WHERE state = 'erased'");
    if (Number(row.n) >= count) return;
    if (performance.now() > end) throw new Failure(`Of ${count} users, ${row.n} were erased.`);
    await pause(50);
  }
}

/** Lets each reader read its account, one request after the other, until the work has ended. */
async function readWhile(url, readers, work) {
  const agent = new http.Agent({ keepAlive: true });
  const delays = [];
  let hasEnded = false;
  const reading = readers.map(async (reader) => {
    while (!hasEnded) delays.push(await readAccount(url, agent, reader));
  });
  const result = await work.finally(() => (hasEnded = true));
  await Promise.all(reading);
  agent.destroy();
  return { seconds: result, delays };
}

function percentile(values, share) {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length * share)];
}

function readAccount(url, agent, { accessToken }) {
  const start = performance.now();
  return new Promise((resolve, reject) => {
    const sent = http.get(`${url}/v1/me`, { agent, headers: { authorization: `Bearer ${accessToken}` } });
    sent.on('error', reject);
    sent.on('response', (answer) => {
      answer.resume();
      if (answer.statusCode !== 200) reject(new Failure(`A read was answered ${answer.statusCode}.`));
      else answer.on('end', () => resolve(performance.now() - start));
    });
  });
}

export function erasuresReport({ server, records, quiet, large, several, count }) {
  const number = (value) => Math.round(value).toLocaleString('en');
  const ms = (value) => `${value.toFixed(1)} ms`;
  const p99 = ({ delays }) => percentile(delays, 0.99);
  const row = (what, { seconds, delays }) => [
    what,
    seconds === undefined ? '–' : `${seconds.toFixed(1)} s`,
    ms(percentile(delays, 0.5)),
    ms(p99({ delays })),
    (p99({ delays }) / p99(quiet)).toFixed(2),
  ];
  return [
    `${server}, one process for requests and jobs, with ${READERS} clients that read their accounts.`,
    markdownTable([
      ['what', 'time', 'reads p50', 'reads p99', 'p99 compared with quiet'],
      row('quiet, before and after', quiet),
      row(`erasure of a user with ${number(records)} records`, large),
      row(`${number(count)} erasures, ${number((count / several.seconds) * 3600)} an hour`, several),
    ]),
  ].join('\n\n');
}
