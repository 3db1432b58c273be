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
};

const server = http.createServer((request, response) => {
  const [, route, hex] = request.url.split('/');
  const id = Buffer.from(hex, 'hex');
  if (request.method === 'GET') return routes[route](id, '', response);
  let body = '';
  request.setEncoding('utf8');
  request.on('data', (chunk) => (body += chunk));
  request.on('end', () => routes[route](id, body, response));
});
server.listen(0, '127.0.0.1', () => process.send({ type: 'ready', url: `http://127.0.0.1:${server.address().port}` }));
process.on('disconnect', () => process.exit());
process.on('SIGTERM', () => process.exit());
