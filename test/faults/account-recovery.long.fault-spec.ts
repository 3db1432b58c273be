import { randomBytes } from 'node:crypto';
import { until } from '@platform/jobs/worker.test-support';
import { ConnectionPool } from '@platform/persistence/connection-pool';
import { Database } from '@platform/persistence/database';
import { MailServer } from '@test/support/mail-server';
import { PASSWORD } from '@test/support/test-api';
import { dropSchemas, urlOf } from '@test/support/test-database';
import { Chance } from '@test/support/chance';
import { report, roundsOf } from './support/fault-run';
import { BEHAVIOURS, setBehaviour } from './support/mail-behaviours';
import { Node } from './support/node';
import { untilAllMailIsSent } from './support/replay-dead';
import { closeConnections, send as sendOnce } from './support/send';

const ROUNDS = roundsOf({ short: 2, full: 40 });
const USERS = 8;
const LIMIT_MS = 60_000;
const NEW_PASSWORD = 'eleven quiet harbour lights';

/** Users register and reset their passwords while the mail server fails in different ways and the product is killed. */
describe('Sign-in and account recovery, with a mail server that is down, slow or wrong and the API killed by kill -9', () => {
  const chance = new Chance('account-recovery');
  const schema = `recovery_${randomBytes(6).toString('hex')}`;
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
    closeConnections();
    await node?.remove();
    await database?.close();
    await server?.stop();
    await dropSchemas([schema, `${schema}_keys`]);
  });

  /** Repeats the request until the API answers, as users do. */
  const send = async (path: string, body: object): Promise<number> => {
    const deadline = performance.now() + LIMIT_MS;
    while (performance.now() < deadline) {
      const { status } = await sendOnce(node.url, { method: 'POST', path, body });
      if (status !== 0 && status !== 503) return status;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    return 0;
  };
  /** Sends all requests at once; meanwhile the mail server changes its behaviour and the product is killed. */
  const sendDuringFaults = async (path: string, bodies: readonly object[]): Promise<number[]> => {
    await setBehaviour(server, chance.oneOf(BEHAVIOURS));
    const sending = Promise.all(bodies.map((body) => send(path, body)));
    await node.end('SIGKILL');
    await setBehaviour(server, chance.oneOf(BEHAVIOURS));
    await node.begin();
    const answered = await sending;
    await until(everyMailWasTried, LIMIT_MS);
    await setBehaviour(server, 'well');
    return answered;
  };
  /** Waits until the mail server has seen every mail, because requests become mails only a moment later. */
  const everyMailWasTried = async () => {
    const row = await database.row<{ untried: number }>(
      `SELECT (SELECT COUNT(*) FROM platform_job WHERE name <> 'mail.send')
         + (SELECT COUNT(*) FROM mail_message WHERE attempts = 0 AND state = 'waiting') AS untried`,
    );
    return Number(row?.untried) === 0;
  };
  /** Tries the tokens of all mails to an address: only the newest one is valid, and the mails do not say which it is. */
  const confirmWithAllMails = async (path: string, address: string, body: object): Promise<number[]> => {
    const answers = [];
    for (const { token } of server.mailsTo(address)) answers.push(await send(path, { token, ...body }));
    return answers;
  };

  it('sends each user who got an answer exactly one working link', async () => {
    const faults: string[] = [];
    let [acknowledged, recoveryMs] = [0, 0];
    for (let round = 1; round <= ROUNDS && faults.length === 0; round++) {
      const addresses = Array.from({ length: USERS }, (_, n) => `user-${round}-${n}@example.com`);
      const steps = [
        {
          request: '/v1/auth/register',
          password: PASSWORD,
          confirm: '/v1/auth/register/confirm',
          field: 'password',
          done: 201,
        },
        { request: '/v1/recovery/password', confirm: '/v1/recovery/password/confirm', field: 'newPassword', done: 204 },
      ];
      for (const { request: path, password, confirm, field, done } of steps) {
        server.arrived.length = 0;
        const answered = await sendDuringFaults(
          path,
          addresses.map((email) => ({ email, password })),
        );
        recoveryMs = Math.max(recoveryMs, Math.round(await untilAllMailIsSent(database, LIMIT_MS)));
        acknowledged += answered.filter((status) => status === 202).length;
        for (const [n, address] of addresses.entries()) {
          const confirmed = await confirmWithAllMails(confirm, address, { [field]: password ?? NEW_PASSWORD });
          const isFine = answered[n] === 202 && confirmed.filter((status) => status === done).length === 1;
          if (!isFine) faults.push(`round ${round}: ${address} at ${path}: ${answered[n]}, then ${confirmed.join()}`);
        }
      }
      // Failed attempts of a network count for 15 minutes; deleting them replaces the wait.
      await database.write('DELETE FROM auth_attempt');
      for (const email of addresses) {
        const [old, now] = [
          await send('/v1/auth/login', { email, password: PASSWORD }),
          await send('/v1/auth/login', { email, password: NEW_PASSWORD }),
        ];
        if (old !== 401 || now !== 200) faults.push(`round ${round}: ${email} signs in with ${old} and ${now}`);
      }
      const misdirected = server.arrived.filter(({ recipients }) => recipients.length !== 1);
      faults.push(
        ...misdirected.map(({ recipients }) => `round ${round}: one mail was sent to ${recipients.join(' and ')}`),
      );
    }
    const control = await confirmWithAllMails('/v1/auth/register/confirm', 'no-request@example.com', {
      password: PASSWORD,
    });
    report({
      fault: 'registration and account recovery with a faulty mail server, API killed (kill -9)',
      rounds: ROUNDS,
      acknowledged,
      losses: faults.length,
      recoveryMs,
      control: `address without a request: ${control.length} mails`,
    });
    expect(faults).toEqual([]);
    expect(acknowledged).toBe(ROUNDS * USERS * 2);
    expect(control).toEqual([]);
  });
});
