// The limit of the machine and the driver: node:http with one prepared mysql2 statement per request, and nothing else.
// Runs as a separate process with DATABASE_URL and POOL_SIZE, and sends its URL to the parent process.
import http from 'node:http';
import mysql from 'mysql2';

const url = new URL(process.env.DATABASE_URL);
const socketPath = url.searchParams.get('socketPath');
const pool = mysql.createPool({
  ...(socketPath ? { socketPath } : { host: url.hostname, port: Number(url.port || 3306) }),
  user: decodeURIComponent(url.username) || 'root',
  password: decodeURIComponent(url.password),
  database: url.pathname.slice(1),
  connectionLimit: Number(process.env.POOL_SIZE),
  timezone: 'Z',
});

const COLUMNS = 'id, username, display_name, bio, locale, email_verified, state, version, created_at, updated_at';
const answer = (response, body) => {
  const text = JSON.stringify(body);
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) });
  response.end(text);
};
const fail = (response, error) => {
  response.writeHead(500, { 'content-length': 0 });
  response.end();
  console.error(error);
};
const routes = {
  me: (id, _body, response) =>
    pool.execute(`SELECT ${COLUMNS} FROM users_account WHERE id = ?`, [id], (error, rows) =>
      error ? fail(response, error) : answer(response, rows[0]),
    ),
  update: (id, body, response) =>
    pool.execute(
      'UPDATE users_account SET display_name = ?, version = version + 1 WHERE id = ?',
      [JSON.parse(body).displayName, id],
      (error, result) => (error ? fail(response, error) : answer(response, { changed: result.affectedRows })),
    ),
  refresh: (id, body, response) =>
    pool.execute(
      'UPDATE users_account SET version = version + ? WHERE id = ?',
      [JSON.parse(body).refreshToken.length, id],
      (error, result) => (error ? fail(response, error) : answer(response, { changed: result.affectedRows })),
    ),
  inbox: (id, before, response) =>
    readInbox(id, before).then(
      (page) => answer(response, page),
      (error) => fail(response, error),
    ),
};

/** The statements of the product for a page of notifications; `bench:large -- notifications` checks that they are equal. */
const INBOX = 'SELECT user_id, unread, version, changed_at FROM communications_inbox WHERE user_id IN (?)';
const ACCOUNTS = `SELECT id, username, display_name, bio, locale, avatar_file, email_sealed, email_verified, email_by_admin, IF(state = 'suspended' AND suspended_until <= UTC_TIMESTAMP(3), _binary'active', state) AS state, version, lock_version, created_at, updated_at, suspended_until, display_name_key, last_active_on FROM users_account WHERE id IN `;
const PAGE =
  'SELECT id, user_id, actor_id, type, topic, state, is_listed, group_key, group_id, people, content_sealed, read_at, created_at, expires_at FROM communications_notification WHERE user_id = ? AND is_listed = 1 ';
const PAGE_END = ' ORDER BY id DESC LIMIT 21';

const run = (sql, values) =>
  new Promise((resolve, reject) => pool.execute(sql, values, (error, rows) => (error ? reject(error) : resolve(rows))));

/** Answers with the sealed content, which the product opens. */
async function readInbox(userId, before) {
  const page = before
    ? run(`${PAGE}AND id < ?${PAGE_END}`, [userId, Buffer.from(before, 'hex')])
    : run(PAGE + PAGE_END, [userId]);
  const [found, [inbox]] = await Promise.all([page, run(INBOX, [userId])]);
  const rows = found.slice(0, 20);
  const names = await namesOf(rows.flatMap(({ actor_id }) => (actor_id ? [actor_id.toString('hex')] : [])));
  return {
    items: rows.map(({ id, type, topic, actor_id, state, content_sealed, read_at, created_at, expires_at }) => {
      const actorId = actor_id?.toString('hex') ?? null;
      const content = content_sealed.toString('base64');
      const actor = names.get(actorId);
      const isArchived = state.toString() === 'archived';
      return {
        id: id.toString('hex'),
        type,
        topic,
        actorId,
        actor,
        content,
        isArchived,
        read_at,
        created_at,
        expires_at,
      };
    }),
    unread: inbox?.unread ?? 0,
    next: found.length > 20 ? rows[19].id.toString('hex') : null,
  };
}

/** The number of values is a power of two, so that few statements are prepared. */
async function namesOf(ids) {
  const unique = [...new Set(ids)];
  if (unique.length === 0) return new Map();
  const length = 2 ** Math.ceil(Math.log2(unique.length));
  const padded = Array.from({ length }, (_, at) => Buffer.from(unique[at] ?? unique.at(-1), 'hex'));
  const accounts = await run(`${ACCOUNTS}(${padded.map(() => '?').join(', ')})`, padded);
  return new Map(accounts.map(({ id, display_name }) => [id.toString('hex'), display_name]));
}

const server = http.createServer((request, response) => {
  const [, route, hex, position = ''] = request.url.split('/');
  const id = Buffer.from(hex, 'hex');
  if (request.method === 'GET') return routes[route](id, position, response);
  let body = '';
  request.setEncoding('utf8');
  request.on('data', (chunk) => (body += chunk));
  request.on('end', () => routes[route](id, body, response));
});
server.listen(0, '127.0.0.1', () => process.send({ type: 'ready', url: `http://127.0.0.1:${server.address().port}` }));
process.on('disconnect', () => process.exit());
process.on('SIGTERM', () => process.exit());
