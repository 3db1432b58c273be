// The tree over the audit log: how fast it grows, how long the proof of an entry takes, and how long a verification.
import { createRequire } from 'node:module';
import path from 'node:path';
import { Failure } from '../../failure.mjs';
import { markdownTable } from '../../measured-page.mjs';
import { root } from '../../paths.mjs';
import { pause } from '../../processes.mjs';
import { seededRandom } from '../interval.mjs';
import { runCommand } from './backup.mjs';
import { fillLog } from './fill-log.mjs';

const RUN = 16;
const RUNS_AT_ONCE = 500;
const PROOFS = 500;
/** The first requests are slower, because their code has not been compiled. */
const WARM_UP = 500;
const LIMIT_MS = 1_800_000;

export async function measureProofs({ step, node, connection, administrator, installation, entries }) {
  await step(`Filling the log with ${entries.toLocaleString('en')} entries`, async () => {
    await fillLog(connection, { count: entries, withPositions: true });
    await hashEntries(connection);
  });
  const product = await installation.startWithCheapHashes();
  const grown = await step('Adding the entries to the tree', () => untilSigned(connection, entries));
  const proofs = await step('Reading proofs', () => readProofs(product.url, connection, administrator));
  await product.stop();
  const env = { ...installation.settings, NODE_ENV: 'development' };
  const verified = await step('Verifying the log', () => runCommand(node, env, ['audit', 'verify']));
  return { entries, grown, proofs, verified };
}

/** Gives the entries the hashes that the product would have given them. */
async function hashEntries(connection) {
  const required = createRequire(import.meta.url);
  const { leafHashOf } = required(path.join(root, 'dist/modules/libs/platform/event-log/entries/leaf.rule.js'));
  const { idFromBytes } = required(path.join(root, 'dist/modules/libs/platform/ids/ids.js'));
  const id = (bytes) => (bytes === null ? null : idFromBytes(bytes));
  const [[{ last }]] = await connection.query('SELECT MAX(position) AS last FROM event_run');
  await connection.query('SET GLOBAL innodb_flush_log_at_trx_commit = 0');
  for (let from = 0; from <= last; from += RUN * RUNS_AT_ONCE) {
    const [runs] = await connection.query(
      'SELECT position, seq, length FROM event_run WHERE position > ? AND position <= ?',
      [from, from + RUN * RUNS_AT_ONCE],
    );
    if (runs.length === 0) continue;
    const numbers = runs.map(({ seq }) => Number(seq));
    const [rows] = await connection.query('SELECT * FROM event_log WHERE seq BETWEEN ? AND ?', [
      Math.min(...numbers),
      Math.max(...runs.map(({ seq, length }) => Number(seq) + length)),
    ]);
    const hashes = new Map(
      rows.map((row) => [
        Number(row.seq),
        leafHashOf({
          id: id(row.id),
          at: new Date(row.at),
          type: row.type,
          version: row.version,
          actorKind: String(row.actor_kind),
          actorId: id(row.actor_id),
          keyId: id(row.key_id),
          onBehalfOf: id(row.on_behalf_of),
          subjectId: id(row.subject_id),
          otherSubjects: null,
          requestId: id(row.request_id),
          facts: String(row.facts),
          changesSealed: row.changes_sealed,
          originSealed: row.origin_sealed,
          format: row.format,
        }),
      ]),
    );
    const values = runs.map(({ position, seq, length }) => [
      Number(position),
      Number(seq),
      length,
      Buffer.concat(Array.from({ length }, (_, at) => hashes.get(Number(seq) + at))),
    ]);
    await connection.query(
      `INSERT INTO event_run (position, seq, length, hashes, at) VALUES ${values.map(() => '(?, ?, ?, ?, UTC_TIMESTAMP(3))').join(', ')}
       ON DUPLICATE KEY UPDATE hashes = VALUES(hashes)`,
      values.flat(),
    );
  }
  await connection.query('SET GLOBAL innodb_flush_log_at_trx_commit = 1');
}

/** Returns the time from the first to the last step, without the wait for the first one. */
async function untilSigned(connection, entries) {
  const begun = performance.now();
  for (;;) {
    const [[{ size }]] = await connection.query('SELECT MAX(size) AS size FROM audit_checkpoint');
    if (Number(size) >= entries) return { seconds: (performance.now() - begun) / 1000 };
    if (performance.now() - begun > LIMIT_MS) throw new Failure(`Only ${size} entries were added to the tree.`);
    await pause(20);
  }
}

async function randomIds(connection, count) {
  const [[{ last }]] = await connection.query('SELECT MAX(seq) AS last FROM event_log');
  const random = seededRandom(1);
  const ids = [];
  while (ids.length < count) {
    const [[row]] = await connection.query(
      "SELECT LOWER(CONCAT_WS('-', SUBSTR(HEX(id), 1, 8), SUBSTR(HEX(id), 9, 4), SUBSTR(HEX(id), 13, 4), SUBSTR(HEX(id), 17, 4), SUBSTR(HEX(id), 21))) AS id FROM event_log WHERE seq >= ? AND type LIKE 'users.profile%' ORDER BY seq LIMIT 1",
      [1 + Math.floor(random() * (last - 10))],
    );
    ids.push(row.id);
  }
  return ids;
}

async function readProofs(url, connection, { accessToken }) {
  const ids = await randomIds(connection, WARM_UP + PROOFS);
  const delays = [];
  for (const [at, id] of ids.entries()) {
    const begun = performance.now();
    const answer = await fetch(`${url}/v1/admin/audit/${id}/proof`, {
      headers: { authorization: `Bearer ${accessToken}` },
    });
    const text = await answer.text();
    if (at >= WARM_UP) delays.push(performance.now() - begun);
    if (answer.status !== 200) throw new Failure(`A proof was answered ${answer.status}: ${text}`);
  }
  return delays.sort((one, other) => one - other);
}

export function proofsReport({ server, entries, grown, proofs, verified }) {
  const count = entries.toLocaleString('en');
  const each = (seconds) => `${((seconds * 1e6) / entries).toFixed(1)} µs`;
  const at = (share) => `${proofs[Math.floor(proofs.length * share)].toFixed(1)} ms`;
  return [
    `${server}, ${count} entries.`,
    markdownTable([
      ['what', 'time', 'for each entry', 'memory'],
      ['adding them to the tree, at most', `${grown.seconds.toFixed(1)} s`, each(grown.seconds), '–'],
      [
        'verifying the log in the database',
        `${verified.seconds.toFixed(1)} s`,
        each(verified.seconds),
        `${Math.round(verified.mib)} MiB`,
      ],
      ['the proof of one entry over HTTP, median (p99)', `${at(0.5)} (${at(0.99)})`, '–', '–'],
    ]),
  ].join('\n\n');
}
