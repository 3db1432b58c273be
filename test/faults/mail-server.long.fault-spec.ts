import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { until } from '@platform/jobs/worker.test-support';
import { ConnectionPool } from '@platform/persistence/connection-pool';
import { Database } from '@platform/persistence/database';
import { MailServer } from '@test/support/mail-server';
import { dropSchemas, urlOf } from '@test/support/test-database';
import { Child } from './support/child';
import { Chance } from '@test/support/chance';
import { report, roundsOf } from './support/fault-run';
import { BEHAVIOURS, setBehaviour } from './support/mail-behaviours';
import { Node } from './support/node';
import { untilAllMailIsSent } from './support/replay-dead';

const ROUNDS = roundsOf({ short: 3, full: 100 });
const TURNS = 4;
const BURST = 12;
const AFFECTED_ATTEMPTS = 5;
const LIMIT_MS = 60_000;

describe('When the mail server is down, slow or misbehaves, and processes are killed by kill -9', () => {
  const chance = new Chance('mail-server');
  const schema = `mail_${randomBytes(6).toString('hex')}`;
  const dataDir = mkdtempSync(join(tmpdir(), 'userkeep-mail-'));
  let server: MailServer;
  let node: Node;
  let database: Database;
  let settings: NodeJS.ProcessEnv;

  beforeAll(async () => {
    server = await MailServer.start();
    settings = {
      ...server.env,
      DATA_DIR: dataDir,
      MASTER_KEYS: `m1:${randomBytes(32).toString('base64')}`,
      WORKER_BACKOFF_MS: '20',
      WORKER_LEASE_SECONDS: '1',
    };
    node = await Node.start(urlOf(schema), { ...settings, WORKER_IN_API: 'true' });
    database = new Database(new ConnectionPool(urlOf(schema), 4, { acquireMs: 10_000, statementMs: 10_000 }));
  });
  afterAll(async () => {
    await node?.remove();
    await database?.close();
    await server?.stop();
    await dropSchemas([schema, `${schema}_keys`]);
    rmSync(dataDir, { recursive: true, force: true });
  });

  const startSender = (round: string, more: NodeJS.ProcessEnv = {}) =>
    new Child('mail-sender.child.ts', {
      NODE_ENV: 'development',
      PUBLIC_URL: 'http://localhost:3000',
      DATABASE_URL: urlOf(schema),
      ROUND: round,
      ...settings,
      ...more,
    });
  const reported = (sender: Child, word: string) =>
    sender.messages.flatMap((message) => (message.startsWith(`${word} `) ? [message.slice(word.length + 1)] : []));
  /** Queues mails while the mail server changes its behaviour, and kills the API and the sender meanwhile. */
  const killDuringBehaviours = async (round: string, more: NodeJS.ProcessEnv = {}): Promise<Child> => {
    const sender = startSender(round, more);
    await until(async () => sender.messages.includes('ready'), LIMIT_MS);
    const begun = () => reported(sender, 'queuing').length;
    let wanted = 0;
    for (let turn = 0; turn < TURNS; turn++) {
      await setBehaviour(server, chance.oneOf(BEHAVIOURS));
      const before = await attempts();
      wanted += BURST;
      sender.send(String(BURST));
      await until(async () => begun() >= wanted - chance.below(BURST), LIMIT_MS);
      // Waits until the behaviour of the mail server has affected some attempts.
      if (more.NAIVE !== 'yes') await until(async () => (await attempts()) >= before + AFFECTED_ATTEMPTS, LIMIT_MS);
      if (turn === 1) {
        await node.end('SIGKILL');
        await node.begin();
      }
    }
    sender.send(String(BURST));
    await until(async () => begun() > wanted + chance.below(BURST - 1), LIMIT_MS);
    sender.signal('SIGKILL');
    if (chance.next() < 0.5) await node.end('SIGKILL');
    await sender.ended;
    await setBehaviour(server, 'well');
    if (!(await isUp())) await node.begin();
    return sender;
  };
  const attempts = async () =>
    Number((await database.row<{ made: number }>('SELECT SUM(attempts) AS made FROM mail_message'))?.made ?? 0);
  const isUp = () =>
    fetch(`${node.url}/health/live`).then(
      ({ ok }) => ok,
      () => false,
    );

  const faultsOf = (sender: Child): string[] => {
    const queued = reported(sender, 'queued');
    const begun = new Set(reported(sender, 'queuing'));
    const faults: string[] = [];
    for (const address of queued) {
      const copies = server.mailsTo(address);
      if (copies.length === 0) faults.push(`${address} has a queued mail and got none`);
      if (new Set(copies.map(({ messageId }) => messageId)).size > 1) faults.push(`${address} got different mails`);
    }
    for (const { recipients } of server.arrived) {
      if (recipients.length !== 1) faults.push(`one mail was sent to ${recipients.join(' and ')}`);
      if (recipients.some((address) => address.startsWith('never-')))
        faults.push(`${recipients.join()} was rolled back`);
    }
    const unexpected = server.arrived.filter(({ recipients }) => recipients.every((address) => !begun.has(address)));
    return [...faults, ...unexpected.map(({ recipients }) => `${recipients.join()} was never queued`)];
  };

  it('delivers every queued mail to its one recipient, and none that was rolled back', async () => {
    const faults: string[] = [];
    let [acknowledged, arrived, recoveryMs] = [0, 0, 0];
    for (let round = 1; round <= ROUNDS && faults.length === 0; round++) {
      server.arrived.length = 0;
      const sender = await killDuringBehaviours(String(round));
      recoveryMs = Math.max(recoveryMs, Math.round(await untilAllMailIsSent(database, LIMIT_MS)));
      faults.push(...faultsOf(sender).map((text) => `round ${round}: ${text}`));
      expect(reported(sender, 'rolled back').length).toBeGreaterThan(0);
      acknowledged += reported(sender, 'queued').length;
      arrived += server.arrived.length;
    }
    server.arrived.length = 0;
    const naive = await killDuringBehaviours('naive', { NAIVE: 'yes' });
    const lost = faultsOf(naive).filter((text) => text.endsWith('got none')).length;
    report({
      fault: 'mail server down, slow or misbehaving, API and sender killed (kill -9)',
      rounds: ROUNDS,
      acknowledged,
      losses: faults.length,
      recoveryMs,
      figures: `${arrived} emails arrived, ${arrived - acknowledged} more than acknowledged`,
      control: `sent from memory after the commit: ${lost} of ${reported(naive, 'queued').length} lost`,
    });
    expect(faults).toEqual([]);
    expect(lost).toBeGreaterThan(0);
  });
});
