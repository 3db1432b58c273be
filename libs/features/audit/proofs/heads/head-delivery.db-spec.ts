import { generateKeyPairSync } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Logger } from '@nestjs/common';
import type { OperatorMailer } from '@features/mail';
import { emptyEventLog } from '@platform/event-log/event-log.test-support';
import { HttpClient } from '@platform/http-client/http-client';
import { HttpClientConfig } from '@platform/http-client/http-client.config';
import { Jobs } from '@platform/jobs/jobs';
import { JobRepository } from '@platform/jobs/job.repository';
import type { Database } from '@platform/persistence/database';
import {
  parseNote,
  parseVerifierKey,
  signatureLine,
  verifySignatures,
} from '@platform/transparency-log/signed-note.rule';
import { Witness } from '@platform/transparency-log/witness/witness';
import { WitnessServer } from '@platform/transparency-log/witness/witness-server';
import { WitnessState } from '@platform/transparency-log/witness/witness-state';
import { createTestDatabases, type TestDatabases } from '@test/support/test-database';
import type { AuditAlarms } from '../alarms/audit-alarms';
import { emptyLogs, proofNodeOn, rollBack, type ProofNode } from '../proofs.test-support';
import { headsIn, readHeads } from '../verify/heads';
import { SignedLeaves } from '../verify/signed-leaves';
import { HeadDelivery } from './head-delivery';
import { HeadRepository } from './head.repository';
import { HeadsConfig } from './heads.config';
import { KEY, LockingBucket, REGION } from './locking-bucket.test-support';

Logger.overrideLogger(false);

describe('Checkpoints of the audit log', () => {
  let databases: TestDatabases;
  let database: Database;
  let node: ProofNode;
  let folder: string;
  let http: HttpClient;
  const closing: (() => Promise<unknown>)[] = [];
  const mails: { values: Readonly<Record<string, string>> }[] = [];

  beforeAll(async () => {
    databases = await createTestDatabases();
    database = databases.main.database;
  });
  beforeEach(async () => {
    node = await proofNodeOn(database);
    folder = await mkdtemp(join(tmpdir(), 'heads-'));
    http = new HttpClient(new HttpClientConfig());
    mails.length = 0;
  });
  afterEach(async () => {
    for (const close of closing.splice(0)) await close();
    await http.onApplicationShutdown();
    await node.stop();
    await rm(folder, { recursive: true, force: true });
    await emptyLogs(database);
    await emptyEventLog(database);
  });
  afterAll(() => databases.drop());

  const delivery = (settings: Partial<HeadsConfig>) =>
    new HeadDelivery(
      Object.assign(new HeadsConfig(), settings),
      node.logs,
      node.checkpoints,
      node.signer,
      new HeadRepository(database),
      node.integration,
      node.positions,
      node.raising as unknown as AuditAlarms,
      new Jobs(new JobRepository(database), database.transactions),
      node.tree,
      {
        send: async (_to: string, mail: { values: Readonly<Record<string, string>> }) => void mails.push(mail),
      } as unknown as OperatorMailer,
      http,
    );
  const grow = async (count: number) => {
    await node.publish(count);
    await node.integration.run();
  };
  /** As if the interval had passed. */
  const due = () => database.write('UPDATE audit_head SET tried_at = tried_at - INTERVAL 1 DAY');
  const log = async () => (await node.logs.current())!;
  const newest = async () => (await node.checkpoints.newest((await log()).number, 1))[0]!;
  const states = async () => new Map((await new HeadRepository(database).all()).map((one) => [one.destination, one]));

  const receiver = async (answer: () => number) => {
    const received: string[] = [];
    const server: Server = createServer((request, response) => {
      let text = '';
      request.on('data', (chunk) => (text += String(chunk)));
      request.on('end', () => {
        received.push(`${request.headers.authorization} ${text}`);
        response.writeHead(answer()).end();
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    closing.push(() => new Promise((resolve) => server.close(resolve)));
    return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/heads`, received };
  };

  const witness = async (name: string) => {
    const path = join(folder, name);
    const state = await WitnessState.open(path, `${name}.example.com`);
    const own = new Witness(state, await node.keys(), () => undefined);
    const server = await WitnessServer.start(own, { host: '127.0.0.1', port: 0, complain: () => undefined });
    closing.push(() => server.stop());
    return { entry: `${own.verifierKey} ${server.url}`, key: parseVerifierKey(own.verifierKey)! };
  };

  async function bucket(): Promise<Partial<HeadsConfig>> {
    const server = await LockingBucket.start();
    closing.push(() => server.stop());
    await server.create();
    return { s3: server.url, s3Region: REGION, s3KeyId: KEY.id, s3Secret: KEY.secret };
  }

  it('go to a folder with the tiles, which verify the whole log', async () => {
    const heads = delivery({ folder: join(folder, 'copy') });
    for (const count of [10, 290, 400]) {
      await grow(count);
      await due();
      await heads.run();
    }
    const copy = join(folder, 'copy', (await log()).files);
    expect(await readFile(join(copy, 'checkpoint'), 'utf8')).toBe((await newest()).note);
    const kept = await readHeads(copy, await node.keys());
    expect(kept.map(({ size }) => size).sort((one, other) => one - other)).toEqual([10, 300, 700, 700]);
    const signed = await SignedLeaves.of(kept, copy, (tile) =>
      readFile(join(copy, 'tile', String(tile.level), `00${tile.index}${tile.width < 256 ? `.p/${tile.width}` : ''}`)),
    );
    expect(signed?.size).toBe(700);
  });

  it('have one signature of each witness, however often it signs', async () => {
    await grow(5);
    const { note } = await newest();
    const { text } = parseNote(Buffer.from(note))!;
    const signatureAt = (name: string, time: number) =>
      signatureLine(text, { name, type: 'witness', ...generateKeyPairSync('ed25519') }, time);
    const [first, again, other] = [signatureAt('w1', 7), signatureAt('w1', 8), signatureAt('w11', 9)];
    for (const line of [first, again, other, other]) await node.checkpoints.addSignatures(1, 5, [line]);
    expect((await newest()).note).toBe(note + first + other);
  });

  it('do not go anywhere if they were changed in the database, which is an alarm', async () => {
    const { url, received } = await receiver(() => 204);
    const heads = delivery({ url, folder: join(folder, 'copy') });
    await grow(5);
    const { note } = await newest();
    for (const [column, value] of [
      ['note', Buffer.from(note.replaceAll('— ', '- '))],
      ['note', Buffer.from(note.replace('\n5\n', '\n4\n'))],
      ['root', Buffer.alloc(32)],
    ] as const) {
      await database.write(`UPDATE audit_checkpoint SET ${column} = ?`, [value]);
      await due();
      await heads.run();
    }
    expect(received).toEqual([]);
    expect(node.alarms).toHaveLength(2);
    expect(node.alarms[0]).toContain('is not the one that userkeep signed');
  });

  it('raise an alarm with the reason if the URL cannot be reached', async () => {
    await grow(5);
    await delivery({ url: 'http://127.0.0.1:2/heads' }).run();
    expect(node.alarms).toEqual([expect.stringContaining('ECONNREFUSED 127.0.0.1:2')]);
  });

  it('go to a URL with a token, and to a mailbox less often', async () => {
    const { url, received } = await receiver(() => 204);
    const heads = delivery({ url, urlToken: 'secret', email: 'auditor@example.com', emailHours: 2 });
    await grow(5);
    await heads.run();
    await heads.run();
    await grow(5);
    await database.write('UPDATE audit_head SET tried_at = tried_at - INTERVAL 1 HOUR');
    await heads.run();
    expect(received.map((text) => headsIn(text, '', [])[0]?.size)).toEqual([5, 10]);
    expect(received[0]).toMatch(/^Bearer secret /);
    expect(mails.map(({ values }) => values.size)).toEqual(['5']);
    expect(mails[0]?.values.note).toContain('\n5\n');
  });

  it('raise one alarm for a destination that refuses or is missing, and reach the others', async () => {
    let status = 500;
    const { url, received } = await receiver(() => status);
    const heads = delivery({ url, folder: join(folder, 'copy') });
    await grow(5);
    for (let time = 0; time < 3; time++) {
      await heads.run();
      await due();
    }
    expect(node.alarms).toEqual([
      'A checkpoint of the audit log could not be delivered to the destination "url": The URL responded with 500.',
    ]);
    expect((await states()).get('folder')).toMatchObject({ size: 5, failingFor: null });
    expect((await states()).get('url')).toMatchObject({ size: 0, error: 'The URL responded with 500.' });
    expect((await states()).get('url')?.failingFor).not.toBeNull();
    status = 200;
    await heads.run();
    expect((await states()).get('url')).toMatchObject({ size: 5, failingFor: null });
    expect(received).toHaveLength(4);
    expect((await log()).fork).toBeUndefined();
  });

  it('are cosigned by witnesses before they go to the others', async () => {
    await grow(5);
    const [one, two] = [await witness('w1'), await witness('w2')];
    const heads = delivery({ witnesses: [one.entry, two.entry], folder: join(folder, 'copy') });
    await heads.run();
    await grow(300);
    await due();
    await heads.run();
    const copy = await readFile(join(folder, 'copy', (await log()).files, 'checkpoint'));
    const keys = [...(await node.keys()), one.key, two.key];
    expect(verifySignatures(parseNote(copy)!, keys)).toHaveLength(3);
    expect((await newest()).note).toBe(copy.toString());
    expect(node.alarms).toEqual([]);
  });

  it.each([
    ['a folder', async () => ({ folder: join(folder, 'copy') }), 101],
    ['a witness', async () => ({ witnesses: [(await witness('w1')).entry] }), null],
  ])('that %s has show a rolled-back log, and nothing is signed any more', async (_where, settings, position) => {
    await grow(100);
    const before = await newest();
    await grow(200);
    const heads = delivery(await settings());
    await heads.run();
    // With its files, so that only the destination knows what was signed.
    const files = [];
    for await (const { id } of node.files.list()) files.push(id);
    for (const id of files) await node.files.remove(id);
    await rollBack(database, 100, 100, before.size);
    const again = node.integrationOf();
    await node.publish(400);
    await again.run();
    expect((await log()).fork).toBeUndefined();
    await due();
    await heads.run();
    expect((await log()).fork?.position).toBe(position);
    expect(node.alarms.join()).toContain('The audit log does not match what was signed before.');
    const { size } = await newest();
    await grow(10);
    expect((await newest()).size).toBe(size);
  });

  it.each([
    ['a folder', 'The folder', async () => ({ folder: join(folder, 'copy') })],
    ['a bucket', 'The bucket', bucket],
  ])('that %s has show a log that became shorter', async (_where, what, settings) => {
    await grow(100);
    const before = await newest();
    await grow(200);
    const heads = delivery(await settings());
    await heads.run();
    await rollBack(database, 100, 100, before.size);
    await due();
    await heads.run();
    expect((await log()).fork).toEqual({
      position: 101,
      cause: `${what} has a checkpoint of 300 entries, which is larger.`,
    });
  });

  it('do not overwrite a damaged checkpoint of a folder', async () => {
    const heads = delivery({ folder: join(folder, 'copy') });
    await grow(5);
    await heads.run();
    const path = join(folder, 'copy', (await log()).files, 'checkpoint');
    await writeFile(path, 'damaged');
    await grow(5);
    await due();
    await heads.run();
    expect(node.alarms.join()).toContain('is not a checkpoint');
    expect(await readFile(path, 'utf8')).toBe('damaged');
  });
});
