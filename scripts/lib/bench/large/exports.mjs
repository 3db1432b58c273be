// Exports: the memory of a node that builds one of many records, and one with large files.
import { createHash, randomBytes } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { Failure } from '../../failure.mjs';
import { markdownTable } from '../../measured-page.mjs';
import { pause } from '../../processes.mjs';
import { residentMib } from '../usage.mjs';
import { signIn } from '../users.mjs';

const MIB = 1024 * 1024;
const SETTLE_MS = 10_000;
const SAMPLE_MS = 20;
const LIMIT_MS = 600_000;
const ROWS_A_STATEMENT = 1000;

/** `users` are a small account, one with the records, and one with the file. */
export async function measureExports({ startProduction, connection, dataDir, users, records, fileMib }) {
  const [small, many, large] = users;
  await addEvents(connection, many.id, records);
  await addPicture(connection, dataDir, large.id, fileMib);
  const product = await startProduction();
  try {
    // Loads the libraries and fills the caches, which is not what an export costs.
    await measureExport(product, small);
    return {
      records,
      fileMib,
      ofRecords: await measureExport(product, many),
      ofFile: await measureExport(product, large),
    };
  } finally {
    await product.stop();
  }
}

async function measureExport({ url, pid }, { email }) {
  const { accessToken } = await signIn(url, email);
  const headers = { authorization: `Bearer ${accessToken}` };
  await pause(SETTLE_MS);
  const before = residentMib(pid);
  const begun = performance.now();
  const { id } = await call(`${url}/v1/me/exports`, { method: 'POST', headers });
  let peak = before;
  for (let state = 'pending'; state !== 'ready';) {
    if (state === 'failed' || performance.now() - begun > LIMIT_MS) throw new Failure(`The export is ${state}.`);
    const next = performance.now() + 500;
    for (; performance.now() < next; await pause(SAMPLE_MS)) peak = Math.max(peak, residentMib(pid));
    ({ state } = await call(`${url}/v1/me/exports/${id}`, { headers }));
  }
  const seconds = (performance.now() - begun) / 1000;
  const { size } = await call(`${url}/v1/me/exports/${id}`, { headers });
  return { before, growth: peak - before, seconds, mib: size / MIB };
}

async function call(url, options) {
  const answer = await fetch(url, options);
  const text = await answer.text();
  if (!answer.ok) throw new Failure(`${url} answered ${answer.status}: ${text}`);
  return JSON.parse(text);
}

/** Events about the user, as large as those of a user who changes their profile. */
async function addEvents(connection, userId, count) {
  const subject = bytesOf(userId);
  const facts = JSON.stringify({ fields: ['displayName', 'bio', 'locale'] });
  for (let done = 0; done < count; done += ROWS_A_STATEMENT) {
    const rows = Array.from({ length: Math.min(ROWS_A_STATEMENT, count - done) }, (_, at) => [
      Buffer.concat([idPrefix(done + at), randomBytes(8)]),
      subject,
      randomBytes(16),
      facts,
      randomBytes(32),
    ]);
    await connection.query(
      `INSERT INTO event_log (id, at, type, version, actor_kind, subject_id, request_id, facts, format, leaf_hash)
       VALUES ${rows.map(() => "(?, UTC_TIMESTAMP(3), 'users.profile_changed', 1, 'system', ?, ?, ?, 1, ?)").join(', ')}`,
      rows.flat(),
    );
  }
}

/** The first half of a UUIDv7, in the order of `number`. */
function idPrefix(number) {
  const prefix = Buffer.alloc(8);
  prefix.writeUIntBE(Date.now() - 10_000_000 + number, 0, 6);
  prefix.writeUInt16BE(0x7000, 6);
  return prefix;
}

/** A profile picture of this size, put into the store directly, because uploads are limited. */
async function addPicture(connection, dataDir, userId, mib) {
  const id = randomBytes(16).toString('hex');
  const hash = createHash('sha256').update(id).digest('hex');
  const folder = path.join(dataDir, 'files', hash.slice(0, 2), hash.slice(2, 4));
  fs.mkdirSync(folder, { recursive: true });
  const file = fs.openSync(path.join(folder, id), 'wx');
  for (let done = 0; done < mib; done++) fs.writeSync(file, randomBytes(MIB));
  fs.closeSync(file);
  await connection.query('UPDATE users_account SET avatar_file = ? WHERE id = ?', [id, bytesOf(userId)]);
}

function bytesOf(id) {
  return Buffer.from(id.replaceAll('-', ''), 'hex');
}

export function exportsReport({ server, records, fileMib, ofRecords, ofFile }) {
  const number = (value) => Math.round(value).toLocaleString('en');
  const row = (what, { before, growth, seconds, mib }) => [
    what,
    `${number(before)} MiB`,
    `${number(growth)} MiB`,
    `${seconds.toFixed(1)} s`,
    `${number(mib)} MiB`,
  ];
  return [
    `${server}, built by the API process, one export after another.`,
    markdownTable([
      ['export of', 'memory before', 'peak growth', 'time', 'size of the archive'],
      row(`${number(records)} records`, ofRecords),
      row(`files of ${number(fileMib)} MiB`, ofFile),
    ]),
  ].join('\n\n');
}
