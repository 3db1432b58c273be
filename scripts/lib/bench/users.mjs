// The users of a benchmark: some register over HTTP, the others are inserted into the tables directly.
import { connectTo } from './database.mjs';
import { Failure } from '../failure.mjs';
import { pause } from '../processes.mjs';

export const PASSWORD = 'four seasons in one breath';
const AT_ONCE = 32;
const IDLE_LIMIT_MS = 120_000;
const ROWS_A_STATEMENT = 10_000;
const MAX_DIRTY_PAGES = 500;
/** In this order, so that the capacity never exceeds its maximum, when raised or lowered. */
const FLUSH_SETTINGS = [
  ['innodb_io_capacity_max', 40_000],
  ['innodb_io_capacity', 20_000],
  ['innodb_max_dirty_pages_pct', 0],
];

/** Registers `count` users over HTTP; returns [{ id, email, accessToken, refreshToken }]. */
export async function register(url, count, prefix) {
  const users = Array(count);
  let next = 0;
  const worker = async () => {
    for (let at = next++; at < count; at = next++) {
      const email = `${prefix}${at}@bench.example`;
      const body = { email, password: PASSWORD, displayName: `Number ${at}`, username: `${prefix}${at}` };
      users[at] = { email, ...(await authenticate(url, '/v1/auth/register', body)) };
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return users;
}

export async function untilIdle(queries) {
  const end = performance.now() + IDLE_LIMIT_MS;
  while ((await queries.unfinished()) > 0) {
    if (performance.now() > end) throw new Failure('The deferred work of the registrations did not finish.');
    await pause(100);
  }
}

export async function createAdministrator(url, token) {
  return authenticate(url, '/v1/auth/first-administrator', { token, email: 'root@bench.example', password: PASSWORD });
}

export async function signIn(url, email) {
  return authenticate(url, '/v1/auth/login', { email, password: PASSWORD });
}

async function authenticate(url, path, body) {
  const answer = await fetch(url + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Failure(`${path} answered ${answer.status}: ${text}`);
  const { user, accessToken, refreshToken } = JSON.parse(text);
  return { id: user.id, accessToken, refreshToken };
}

/**
 * Inserts the rows of `count` users: an account, an address, a password, a session and an audit entry for each.
 * Their ids contain the time `at`, which decides their position in the list of users.
 */
export async function insertUsers(databaseUrl, { from, count, at }) {
  const connection = await connectTo(databaseUrl);
  try {
    // A buffer pool for a million users, as their database would have, and no flushes during the inserts.
    await connection.query('SET GLOBAL innodb_buffer_pool_size = 1073741824');
    await connection.query('SET GLOBAL innodb_flush_log_at_trx_commit = 0');
    await connection.query(
      'CREATE TEMPORARY TABLE crowd (n int unsigned NOT NULL, id binary(16) NOT NULL, PRIMARY KEY (id))',
    );
    for (let done = 0; done < count; done += ROWS_A_STATEMENT) {
      const rows = Math.min(ROWS_A_STATEMENT, count - done);
      await connection.query('DELETE FROM crowd');
      await connection.query(numbered(from + done, rows, at));
      for (const table of TABLES) await connection.query(table);
    }
    await connection.query('SET GLOBAL innodb_flush_log_at_trx_commit = 1');
    await connection.query('ANALYZE TABLE users_account, users_email_index, auth_session, event_log');
    await flushDirtyPages(connection);
  } finally {
    await connection.end();
  }
}

/** Flushes the inserted pages now, so that this does not happen during a measurement. */
async function flushDirtyPages(connection) {
  const [[before]] = await connection.query(
    `SELECT ${FLUSH_SETTINGS.map(([name]) => `@@${name} AS ${name}`).join(', ')}`,
  );
  for (const [name, value] of FLUSH_SETTINGS) await connection.query(`SET GLOBAL ${name} = ?`, [value]);
  for (let dirty = Infinity; dirty > MAX_DIRTY_PAGES; await pause(200)) {
    const [[row]] = await connection.query("SHOW GLOBAL STATUS LIKE 'Innodb_buffer_pool_pages_dirty'");
    dirty = Number(row.Value);
  }
  for (const [name] of FLUSH_SETTINGS.toReversed())
    await connection.query(`SET GLOBAL ${name} = ?`, [Number(before[name])]);
}

const DIGITS =
  '(SELECT 0 d UNION ALL SELECT 1 UNION ALL SELECT 2 UNION ALL SELECT 3 UNION ALL SELECT 4 UNION ALL SELECT 5 UNION ALL SELECT 6 UNION ALL SELECT 7 UNION ALL SELECT 8 UNION ALL SELECT 9)';

function numbered(from, rows, at) {
  const time = at.toString(16).padStart(12, '0');
  const id = `UNHEX(CONCAT('${time}7', SUBSTR(HEX(RANDOM_BYTES(2)), 2), '8', SUBSTR(HEX(RANDOM_BYTES(8)), 2)))`;
  return `INSERT INTO crowd (n, id) SELECT ${from} + k, ${id}
    FROM (SELECT a.d + 10 * b.d + 100 * c.d + 1000 * e.d AS k
      FROM ${DIGITS} a, ${DIGITS} b, ${DIGITS} c, ${DIGITS} e) numbers WHERE k < ${rows} ORDER BY 2`;
}

const NOW = 'UTC_TIMESTAMP(3)';
const TABLES = [
  `INSERT INTO users_account (id, username, display_name, locale, email_verified, state, version, created_at, updated_at)
   SELECT id, CONCAT('crowd', n), CONCAT('Number ', n), 'en', 0, 'active', 1, ${NOW}, ${NOW} FROM crowd ORDER BY id`,
  `INSERT INTO users_email_index (email_index, key_id, user_id)
   SELECT UNHEX(SHA2(n, 256)), 'crowd', id FROM crowd ORDER BY 1`,
  `INSERT INTO auth_credential (user_id, password_hash, changed_at) SELECT id, REPEAT('x', 97), ${NOW} FROM crowd ORDER BY id`,
  `INSERT INTO auth_session (id, user_id, transport, generation, current_hash, rotated_at, created_at, last_used_at,
     expires_at, stepped_up_at, origin_sealed)
   SELECT id, id, 'body', 0, UNHEX(SHA2(n, 256)), ${NOW}, ${NOW}, ${NOW}, ${NOW} + INTERVAL 30 DAY, ${NOW}, REPEAT('x', 150)
   FROM crowd ORDER BY id`,
  `INSERT INTO event_log (id, at, type, version, actor_kind, actor_id, subject_id, facts, origin_sealed, format, leaf_hash)
   SELECT id, ${NOW}, 'users.registered', 1, 'user', id, id, '{}', REPEAT('x', 150), 1, UNHEX(SHA2(n, 256)) FROM crowd ORDER BY id`,
];
