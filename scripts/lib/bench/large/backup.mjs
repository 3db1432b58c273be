// A backup of many users, and its restore: how long they take, how much memory they use, and whether nothing is missing.
import { spawn } from 'node:child_process';
import path from 'node:path';
import { Failure } from '../../failure.mjs';
import { markdownTable } from '../../measured-page.mjs';
import { programOf } from '../../paths.mjs';
import { connectTo } from '../database.mjs';
import { residentMib } from '../usage.mjs';
import { insertUsers } from '../users.mjs';

const SAMPLE_MS = 100;

/** `installation` has one administrator; `target` is the URL of an empty schema beside an empty `<schema>_keys`. */
export async function measureBackup({ step, node, home, database, installation, users, target }) {
  const { databaseUrl, settings } = installation;
  await step(`Inserting ${users.toLocaleString('en')} users`, async () => {
    await insertUsers(databaseUrl, { from: 0, count: users, at: Date.now() });
    await insertKeys(databaseUrl, settings.KEYS_DATABASE_URL);
  });
  const folder = (name) => path.join(home, name);
  const shared = { ...settings, BACKUP_DIR: folder('data'), BACKUP_KEYS_DIR: folder('keys'), NODE_ENV: 'development' };
  const keyFile = folder('key');
  const userkeep = (env, ...args) => runCommand(node, { ...shared, ...env }, ['backup', ...args]);
  const recipient = (await userkeep({}, 'key', keyFile)).output.trim().split('=')[1];
  const created = await step('Making a backup', () => userkeep({ BACKUP_RECIPIENT: recipient }, 'create'));
  const backup = created.output.split(':')[0];
  const verified = await step('Verifying it', () => userkeep({}, 'verify', backup, '--key', keyFile));
  const restored = await step('Restoring it', () =>
    userkeep(
      {
        DATABASE_URL: target,
        KEYS_DATABASE_URL: database.url(`${schemaOf(target)}_keys`),
        DATA_DIR: folder('restored'),
      },
      'restore',
      backup,
      '--key',
      keyFile,
      '--any-signature',
    ),
  );
  await step('Comparing the tables', () => compare(databaseUrl, target));
  return { server: database.name, users, created, verified, restored };
}

/** As many keys as accounts, with random bytes. */
async function insertKeys(databaseUrl, keysUrl) {
  const connection = await connectTo(keysUrl);
  await connection.query('SET GLOBAL innodb_flush_log_at_trx_commit = 0');
  await connection.query(
    `INSERT IGNORE INTO user_key (user_id, wrapped_key, wrapped_by, created_at)
     SELECT account.id, CONCAT(RANDOM_BYTES(31), RANDOM_BYTES(30)), ring.id, UTC_TIMESTAMP(3)
     FROM \`${schemaOf(databaseUrl)}\`.users_account account
     JOIN (SELECT id FROM ring_key WHERE purpose = 'sealing' LIMIT 1) ring`,
  );
  await connection.query('SET GLOBAL innodb_flush_log_at_trx_commit = 1');
  await connection.end();
}

/** Runs the command line, and measures its time and memory. */
export function runCommand(node, env, args) {
  const begun = performance.now();
  const child = spawn(node, [programOf('cli'), ...args], {
    env: { PATH: process.env.PATH, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  let complaints = '';
  let mib = 0;
  child.stdout.on('data', (chunk) => (output += chunk));
  child.stderr.on('data', (chunk) => (complaints += chunk));
  const sample = setInterval(() => {
    if (child.exitCode === null) mib = Math.max(mib, residentMib(child.pid) || 0);
  }, SAMPLE_MS);
  return new Promise((resolve, reject) => {
    child.once('exit', (code) => {
      clearInterval(sample);
      if (code === 0) resolve({ output, mib, seconds: (performance.now() - begun) / 1000 });
      else reject(new Failure(`userkeep ${args[0]} ${args[1]} failed: ${complaints.trim()}`));
    });
  });
}

/** Compares the number of rows and a checksum of each large table. */
async function compare(sourceUrl, targetUrl) {
  const connection = await connectTo(sourceUrl);
  for (const table of ['users_account', 'users_email_index', 'auth_credential', 'auth_session', 'event_log']) {
    const sums = [];
    for (const schema of [schemaOf(sourceUrl), schemaOf(targetUrl)]) {
      const [[row]] = await connection.query(`CHECKSUM TABLE \`${schema}\`.${table}`);
      sums.push(row.Checksum);
    }
    if (sums[0] === null || sums[0] !== sums[1]) throw new Failure(`The restored table ${table} is not equal.`);
  }
  await connection.end();
}

function schemaOf(databaseUrl) {
  return new URL(databaseUrl).pathname.slice(1);
}

export function backupReport({ server, users, created, verified, restored }) {
  const row = (what, { seconds, mib }) => [what, `${seconds.toFixed(1)} s`, `${Math.round(mib)} MiB`];
  return [
    `${server}, ${users.toLocaleString('en')} users with an account, an address, a password, a session, an event and a key each. ${created.output.trim()}`,
    markdownTable([
      ['what', 'time', 'largest resident memory'],
      row('`backup create`', created),
      row('`backup verify`', verified),
      row('`backup restore`, which verifies first', restored),
    ]),
  ].join('\n\n');
}
