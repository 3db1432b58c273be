// Fills inboxes with copies of notifications that the product has sent, and adds the subscribers of a topic.
import fs from 'node:fs';
import path from 'node:path';
import { Failure } from '../../failure.mjs';
import { pause } from '../../processes.mjs';
import { runCommand } from './backup.mjs';
import { numbers } from './fill-log.mjs';
import { readInbox, send, TOPIC } from './notification-requests.mjs';

/** The notifications of one inbox that the product sends. The others are copies, because a seal belongs to the user. */
const ORIGINALS = 100;
const COPIES_A_STATEMENT = 100_000;
/** Every tenth notification is unread. */
const UNREAD = 10;
const INTERVAL_MS = 60_000;
const LATEST_MS = Date.now() - INTERVAL_MS;
const LIMIT_MS = 120_000;

/**
 * Half of the notifications are caused by another user. Returns the positions of pages deep in the inboxes. The older
 * entries are added first, because their positions are on the first pages then.
 */
export async function fillInboxes({ url, connection, administrator, owners, actors, entries, depth }) {
  const to = owners.map(({ id }) => id);
  for (let n = 0; n < ORIGINALS; n++)
    await send(url, administrator, to, {
      version: `1.${n}`,
      actorId: n % 2 ? actors[n % actors.length].id : undefined,
    });
  await untilCount(
    connection,
    `SELECT COUNT(*) AS n FROM communications_notification WHERE topic = '${TOPIC}'`,
    ORIGINALS * owners.length,
  );
  await connection.query('SET GLOBAL innodb_flush_log_at_trx_commit = 0');
  await addCopies(connection, owners, depth - ORIGINALS, entries - ORIGINALS);
  const positions = [];
  for (const owner of owners) positions.push(await positionAfterOriginals(url, owner));
  await addCopies(connection, owners, 0, depth - ORIGINALS);
  await connection.query(
    `UPDATE communications_inbox inbox SET unread =
       (SELECT COUNT(*) FROM communications_notification entry WHERE entry.user_id = inbox.user_id AND state = 'unread')`,
  );
  await connection.query('SET GLOBAL innodb_flush_log_at_trx_commit = 1');
  await connection.query('ANALYZE TABLE communications_notification, communications_inbox');
  return positions;
}

async function addCopies(connection, owners, from, to) {
  for (const { id } of owners) {
    const userId = Buffer.from(id.replaceAll('-', ''), 'hex');
    for (let done = from; done < to; done += COPIES_A_STATEMENT)
      await connection.query(copies(done, Math.min(COPIES_A_STATEMENT, to - done)), [userId]);
  }
}

/** The cursor of the product, and the ID of the last entry before it. */
async function positionAfterOriginals(url, owner) {
  const { items, nextCursor } = await readInbox(url, owner, `?limit=${ORIGINALS}`);
  return { cursor: encodeURIComponent(nextCursor), before: items.at(-1).id.replaceAll('-', '') };
}

/** Each copy is older than the one before it, as its ID also shows. */
function copies(from, rows) {
  const ms = `(${LATEST_MS} - (${from} + k) * ${INTERVAL_MS})`;
  const id = `UNHEX(CONCAT(LPAD(HEX(${ms}), 12, '0'), '7', SUBSTR(HEX(RANDOM_BYTES(2)), 2), '8', SUBSTR(HEX(RANDOM_BYTES(8)), 2)))`;
  const at = `FROM_UNIXTIME(${ms} / 1000)`;
  const isUnread = `k MOD ${UNREAD} = 0`;
  return `INSERT INTO communications_notification (id, user_id, actor_id, type, topic, state, is_listed, people,
      content_sealed, read_at, created_at, expires_at)
    SELECT ${id}, user_id, actor_id, type, topic, IF(${isUnread}, 'unread', 'read'), 1, people, content_sealed,
      IF(${isUnread}, NULL, ${at}), ${at}, UTC_TIMESTAMP(3) + INTERVAL 180 DAY
    FROM (SELECT k FROM ${numbers(rows)}) copy
    JOIN (SELECT original.*, ROW_NUMBER() OVER (ORDER BY id DESC) - 1 AS n FROM communications_notification original
      WHERE user_id = ? AND topic = '${TOPIC}' ORDER BY id DESC LIMIT ${ORIGINALS}) original ON n = k MOD ${ORIGINALS}
    ORDER BY k DESC`;
}

/** By the command line, because each user needs a key. */
export async function importUsers({ node, home, installation }, count) {
  const file = path.join(home, 'subscribers.ndjson');
  const users = Array.from({ length: count }, (_, n) => {
    const user = { email: `subscriber${n}@bench.example`, displayName: `Number ${n}`, locale: 'en' };
    return JSON.stringify(user);
  });
  fs.writeFileSync(file, `${users.join('\n')}\n`);
  await runCommand(node, { ...installation.settings, NODE_ENV: 'development' }, ['import', 'users', file]);
}

/** Subscribes all users except these to the topic. */
export async function subscribeAll(connection, except) {
  await connection.query(
    `INSERT INTO communications_subscription (id, user_id, topic_id, since, confirmed_at)
     SELECT RANDOM_BYTES(16), account.id, topic.id, UTC_TIMESTAMP(3), UTC_TIMESTAMP(3)
     FROM users_account account JOIN communications_topic topic ON topic.topic = ?
     WHERE account.id NOT IN (?) AND account.display_name IS NOT NULL`,
    [TOPIC, except.map(({ id }) => Buffer.from(id.replaceAll('-', ''), 'hex'))],
  );
  await connection.query('ANALYZE TABLE communications_subscription, users_account');
}

export async function countOf(connection, sql, values = []) {
  const [[row]] = await connection.query(sql, values);
  return Number(row.n);
}

export async function untilCount(connection, sql, count) {
  const end = performance.now() + LIMIT_MS;
  for (let n = 0; n !== count; await pause(100)) {
    n = await countOf(connection, sql);
    if (performance.now() > end) throw new Failure(`There are ${n} rows instead of ${count}: ${sql}`);
  }
}
