import { randomBytes } from 'node:crypto';
import { until } from '@platform/jobs/worker.test-support';
import { ConnectionPool } from '@platform/persistence/connection-pool';
import { Database } from '@platform/persistence/database';
import { MailServer } from '@test/support/mail-server';
import { PASSWORD } from '@test/support/test-api';
import { dropSchemas, urlOf } from '@test/support/test-database';
import { Chance } from '@test/support/chance';
import { report, roundsOf } from './support/fault-run';
import { MOODS, setMood } from './support/mail-moods';
import { Node } from './support/node';
import { untilAllMailIsSent } from './support/replay-dead';
import { hangUp, send } from './support/send';

const ROUNDS = roundsOf({ short: 2, full: 40 });
const PEOPLE = 8;
const ATTEMPTS = 100;
const LIMIT_MS = 60_000;
const ANOTHER = 'eleven quiet harbour lights';

/** People register and forget their passwords while the mail server is in a mood and the product is killed. */
describe('Sign-in and account recovery, with a mail server that is down, slow or wrong and the API killed by kill -9', () => {
  const chance = new Chance('ways-back');
  const schema = `ways_${randomBytes(6).toString('hex')}`;
  let server: MailServer;
  let node: Node;
  let database: Database;

  beforeAll(async () => {
    server = await MailServer.start();
    const settings = { REGISTRATION: 'verify-first', WORKER_BACKOFF_MS: '20', WORKER_LEASE_SECONDS: '1' };
    node = await Node.start(urlOf(schema), { ...server.env, ...settings, WORKER_IN_API: 'true' });
    database = new Database(new ConnectionPool(urlOf(schema), 4, { acquireMs: 10_000, statementMs: 10_000 }));
  });
  afterAll(async () => {
    hangUp();
    await node?.remove();
    await database?.close();
    await server?.stop();
    await dropSchemas([schema, `${schema}_keys`]);
  });

  /** As people do: again, until it is answered. */
  const ask = async (path: string, body: object): Promise<number> => {
    for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
      const { status } = await send(node.url, { method: 'POST', path, body });
      if (status !== 0 && status !== 503) return status;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    return 0;
  };
  /** All ask at once; in the middle of it the mail server changes its mood and the product dies. */
  const askInTrouble = async (path: string, bodies: readonly object[]): Promise<number[]> => {
    await setMood(server, chance.oneOf(MOODS));
    const asking = Promise.all(bodies.map((body) => ask(path, body)));
    await node.end('SIGKILL');
    await setMood(server, chance.oneOf(MOODS));
    await node.begin();
    const answered = await asking;
    await until(everyMailWasTried, LIMIT_MS);
    await setMood(server, 'well');
    return answered;
  };
  /** So that the mood is felt: what was asked for becomes mails only a moment later. */
  const everyMailWasTried = async () => {
    const row = await database.row<{ untried: number }>(
      `SELECT (SELECT COUNT(*) FROM platform_job WHERE name <> 'mail.send')
         + (SELECT COUNT(*) FROM mail_message WHERE attempts = 0 AND state = 'waiting') AS untried`,
    );
    return Number(row?.untried) === 0;
  };
  /** Of all that arrived for somebody only the newest opens anything, and which that is the mails do not say. */
  const opens = async (path: string, address: string, body: object): Promise<number[]> => {
    const answers = [];
    for (const { token } of server.mailsTo(address)) answers.push(await ask(path, { token, ...body }));
    return answers;
  };

  it('everybody who was answered gets a mail that opens what was asked for, once', async () => {
    const faults: string[] = [];
    let [acknowledged, recoveryMs] = [0, 0];
    for (let round = 1; round <= ROUNDS && faults.length === 0; round++) {
      const addresses = Array.from({ length: PEOPLE }, (_, n) => `person-${round}-${n}@example.com`);
      const steps = [
        {
          ask: '/v1/auth/register',
          password: PASSWORD,
          confirm: '/v1/auth/register/confirm',
          field: 'password',
          done: 201,
        },
        { ask: '/v1/recovery/password', confirm: '/v1/recovery/password/confirm', field: 'newPassword', done: 204 },
      ];
      for (const { ask: path, password, confirm, field, done } of steps) {
        server.arrived.length = 0;
        const answered = await askInTrouble(
          path,
          addresses.map((email) => ({ email, password })),
        );
        recoveryMs = Math.max(recoveryMs, Math.round(await untilAllMailIsSent(database, LIMIT_MS)));
        acknowledged += answered.filter((status) => status === 202).length;
        for (const [n, address] of addresses.entries()) {
          const opened = await opens(confirm, address, { [field]: password ?? ANOTHER });
          const fine = answered[n] === 202 && opened.filter((status) => status === done).length === 1;
          if (!fine) faults.push(`round ${round}: ${address} at ${path}: ${answered[n]}, then ${opened.join()}`);
        }
      }
      // The quarter of an hour passes after which this network's failures no longer count.
      await database.write('DELETE FROM auth_attempt');
      for (const email of addresses) {
        const [old, now] = [
          await ask('/v1/auth/login', { email, password: PASSWORD }),
          await ask('/v1/auth/login', { email, password: ANOTHER }),
        ];
        if (old !== 401 || now !== 200) faults.push(`round ${round}: ${email} signs in with ${old} and ${now}`);
      }
      const astray = server.arrived.filter(({ recipients }) => recipients.length !== 1);
      faults.push(...astray.map(({ recipients }) => `round ${round}: one mail went to ${recipients.join(' and ')}`));
    }
    const control = await opens('/v1/auth/register/confirm', 'never-asked@example.com', { password: PASSWORD });
    report({
      fault: 'registering and recovering with a bad mail server, API killed with -9',
      rounds: ROUNDS,
      acknowledged,
      losses: faults.length,
      recoveryMs,
      control: `who never asked: ${control.length} mails`,
    });
    expect(faults).toEqual([]);
    expect(acknowledged).toBe(ROUNDS * PEOPLE * 2);
    expect(control).toEqual([]);
  });
});
