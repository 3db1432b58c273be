// Fills the event log with entries of the past, as an installation has them after years.
import { Failure } from '../../failure.mjs';

const ROWS_A_STATEMENT = 100_000;
/** Of 101 entries, one concerns the same user; each other user has about 99. */
const ENTRIES_OF_A_USER = 100;
/** The average number of entries that one pass of the sequencer finds. */
const RUN_LENGTH = 16;
const TYPES = [
  'auth.signed_in',
  'auth.signed_in',
  'auth.sessions_ended',
  'users.profile_changed',
  'users.profile_changed',
  'users.profile_changed',
  'users.registered',
  'users.email_verified',
  'auth.sign_in_failed',
  'users.personal_data_read',
];
const SPAN_MS = 400 * 24 * 3_600_000;

/** The number of users in a log with this number of entries. */
export function subjectCountOf(count) {
  return Math.max(1, Math.floor(count / ENTRIES_OF_A_USER));
}

/** The ID of a user of the filled log. */
export function subjectOf(number) {
  return `01900000-0000-7000-8000-${number.toString(16).padStart(12, '0')}`;
}

/** Adds `count` entries. Without positions, they are work for the sequencer. */
export async function fillLog(connection, { count, withPositions, onProgress = () => undefined }) {
  await connection.query('SET GLOBAL innodb_flush_log_at_trx_commit = 0');
  await connection.query('SET SESSION unique_checks = 0');
  const [[{ first }]] = await connection.query('SELECT COALESCE(MAX(seq), 0) AS first FROM event_log');
  const begin = Date.now() - SPAN_MS;
  for (let done = 0; done < count; done += ROWS_A_STATEMENT) {
    const rows = Math.min(ROWS_A_STATEMENT, count - done);
    await connection.query(
      entries(Number(first) + done + 1, rows, begin + (SPAN_MS * done) / count, SPAN_MS / count, subjectCountOf(count)),
    );
    onProgress(done + rows);
  }
  if (withPositions) await addPositions(connection, Number(first), count);
  await connection.query('SET GLOBAL innodb_flush_log_at_trx_commit = 1');
  await connection.query('ANALYZE TABLE event_log, event_run');
}

const DIGITS = `(${Array.from({ length: 10 }, (_, digit) => `SELECT ${digit} d`).join(' UNION ALL ')})`;

/** The numbers from 0 up to `rows`, as column k. */
export function numbers(rows) {
  return `(SELECT a.d + 10 * b.d + 100 * c.d + 1000 * e.d + 10000 * f.d AS k
    FROM ${DIGITS} a, ${DIGITS} b, ${DIGITS} c, ${DIGITS} e, ${DIGITS} f) numbers WHERE k < ${rows}`;
}

function entries(from, rows, startMs, stepMs, subjects) {
  const seq = `(${from} + k)`;
  const ms = `FLOOR(${startMs} + k * ${stepMs})`;
  const id = `UNHEX(CONCAT(LPAD(HEX(${ms}), 12, '0'), '7', LPAD(HEX(${seq} MOD 4096), 3, '0'), '8', LPAD(HEX(${seq}), 15, '0')))`;
  const subject = `UNHEX(CONCAT('01900000000070008000', LPAD(HEX(IF(${seq} MOD 101 = 0, 0, ${seq} * 7919 MOD ${subjects})), 12, '0')))`;
  return `INSERT INTO event_log (seq, id, at, type, version, actor_kind, actor_id, subject_id, request_id, facts,
      changes_sealed, origin_sealed, format, leaf_hash)
    SELECT ${seq}, ${id}, FROM_UNIXTIME(${ms} / 1000), ELT(${seq} DIV 13 MOD ${TYPES.length} + 1, ${TYPES.map((type) => `'${type}'`).join()}),
      1, 'user', ${subject}, ${subject}, ${id}, '{"fields":["displayName"]}', REPEAT('x', 120), REPEAT('x', 120), 1, REPEAT('x', 32)
    FROM ${numbers(rows)} ORDER BY k`;
}

async function addPositions(connection, before, count) {
  const [[{ position }]] = await connection.query('SELECT position FROM event_sequence');
  const runs = Math.ceil(count / RUN_LENGTH);
  for (let done = 0; done < runs; done += ROWS_A_STATEMENT) {
    const offset = `((${done} + k) * ${RUN_LENGTH})`;
    const length = `LEAST(${RUN_LENGTH}, ${count} - ${offset})`;
    await connection.query(`INSERT INTO event_run (position, seq, length, at, hashes)
      SELECT ${Number(position) + 1} + ${offset}, ${before + 1} + ${offset}, ${length},
        UTC_TIMESTAMP(3) - INTERVAL 400 DAY + INTERVAL FLOOR((${done} + k) * ${SPAN_MS / 1000} / ${runs}) SECOND, REPEAT('x', 32 * ${length})
      FROM ${numbers(Math.min(ROWS_A_STATEMENT, runs - done))} ORDER BY k`);
  }
  const [changed] = await connection.query(
    'UPDATE event_sequence SET position = position + ?, high_water = ?, until = UTC_TIMESTAMP(3)',
    [count, before + count],
  );
  if (changed.affectedRows !== 1) throw new Failure('The log has no sequence.');
  // Consumers start behind the filled entries, as in an installation that has handled them.
  await connection.query('UPDATE event_consumer SET position = (SELECT position FROM event_sequence)');
}
