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
import { MOODS, setMood } from './support/mail-moods';
import { Node } from './support/node';
import { untilAllMailIsSent } from './support/replay-dead';

const ROUNDS = roundsOf({ short: 3, full: 100 });
const TURNS = 4;
const BURST = 12;
const FELT = 5;
const LIMIT_MS = 60_000;

describe('With a mail server that is dead, slow or lies, and processes killed by -9 in between', () => {
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
  const told = (sender: Child, word: string) =>
    sender.said.flatMap((said) => (said.startsWith(`${word} `) ? [said.slice(word.length + 1)] : []));
  /** Promises mails while the server changes its mood, and kills the API and the sender while they are at it. */
  const strike = async (round: string, more: NodeJS.ProcessEnv = {}): Promise<Child> => {
    const sender = startSender(round, more);
    await until(async () => sender.said.includes('is ready'), LIMIT_MS);
    const begun = () => told(sender, 'begins').length;
    let wanted = 0;
    for (let turn = 0; turn < TURNS; turn++) {
      await setMood(server, chance.oneOf(MOODS));
      const before = await attempts();
      wanted += BURST;
      sender.tell(String(BURST));
      await until(async () => begun() >= wanted - chance.below(BURST), LIMIT_MS);
      // Long enough that the mood is felt.
      if (more.NAIVE !== 'yes') await until(async () => (await attempts()) >= before + FELT, LIMIT_MS);
      if (turn === 1) {
        await node.end('SIGKILL');
        await node.begin();
      }
    }
    sender.tell(String(BURST));
    await until(async () => begun() > wanted + chance.below(BURST - 1), LIMIT_MS);
    sender.signal('SIGKILL');
    if (chance.next() < 0.5) await node.end('SIGKILL');
    await sender.ended;
    await setMood(server, 'well');
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
    const promised = told(sender, 'promised');
    const begun = new Set(told(sender, 'begins'));
    const faults: string[] = [];
    for (const address of promised) {
      const copies = server.mailsTo(address);
      if (copies.length === 0) faults.push(`${address} was promised a mail and got none`);
      if (new Set(copies.map(({ messageId }) => messageId)).size > 1) faults.push(`${address} got different mails`);
    }
    for (const { recipients } of server.arrived) {
      if (recipients.length !== 1) faults.push(`one mail went to ${recipients.join(' and ')}`);
      if (recipients.some((address) => address.startsWith('never-')))
        faults.push(`${recipients.join()} was rolled back`);
    }
    const strangers = server.arrived.filter(({ recipients }) => recipients.every((address) => !begun.has(address)));
    return [...faults, ...strangers.map(({ recipients }) => `${recipients.join()} was never begun`)];
  };

  it('every promised mail arrives, at its one recipient, and none that was rolled back', async () => {
    const faults: string[] = [];
    let [acknowledged, arrived, recoveryMs] = [0, 0, 0];
    for (let round = 1; round <= ROUNDS && faults.length === 0; round++) {
      server.arrived.length = 0;
      const sender = await strike(String(round));
      recoveryMs = Math.max(recoveryMs, Math.round(await untilAllMailIsSent(database, LIMIT_MS)));
      faults.push(...faultsOf(sender).map((text) => `round ${round}: ${text}`));
      expect(told(sender, 'rolled back').length).toBeGreaterThan(0);
      acknowledged += told(sender, 'promised').length;
      arrived += server.arrived.length;
    }
    server.arrived.length = 0;
    const naive = await strike('naive', { NAIVE: 'yes' });
    const lost = faultsOf(naive).filter((text) => text.endsWith('got none')).length;
    report({
      fault: 'mail server dead, slow or lying, API and sender killed with -9',
      rounds: ROUNDS,
      acknowledged,
      losses: faults.length,
      recoveryMs,
      figures: `${arrived} arrived, ${arrived - acknowledged} more than were promised`,
      control: `sent from memory after the commit: ${lost} of ${told(naive, 'promised').length} lost`,
    });
    expect(faults).toEqual([]);
    expect(lost).toBeGreaterThan(0);
  });
});
