import { Logger } from '@nestjs/common';
import { emptyEventLog } from '@platform/event-log/event-log.test-support';
import type { Database } from '@platform/persistence/database';
import { parseCheckpoint } from '@platform/transparency-log/checkpoint.rule';
import { parseNote, verifySignatures } from '@platform/transparency-log/signed-note.rule';
import { createTestDatabases, type TestDatabases } from '@test/support/test-database';
import { emptyLogs, proofNodeOn, rollBack, type ProofNode } from '../proofs.test-support';

Logger.overrideLogger(false);

describe('The tree of the audit log', () => {
  let databases: TestDatabases;
  let database: Database;
  let node: ProofNode;

  beforeAll(async () => {
    databases = await createTestDatabases();
    database = databases.main.database;
  });
  beforeEach(async () => {
    node = await proofNodeOn(database);
  });
  afterEach(async () => {
    jest.restoreAllMocks();
    await node.stop();
    await emptyLogs(database);
    await emptyEventLog(database);
  });
  afterAll(() => databases.drop());

  const log = async () => (await node.logs.current())!;
  const newest = async () => (await node.checkpoints.newest((await log()).number, 1))[0]!;
  const integrate = async (count: number) => {
    await node.publish(count);
    await node.integration.run();
  };

  it('gets the new events, and a signed checkpoint only if there are some', async () => {
    for (const count of [1, 255, 0, 1, 600]) await integrate(count);
    const stored = await node.checkpoints.newest(1, 10);
    expect(stored.map(({ size }) => size)).toEqual([857, 257, 256, 1]);
    for (const { size, root, note } of stored) {
      const signed = parseNote(Buffer.from(note))!;
      expect(verifySignatures(signed, await node.keys())).toHaveLength(1);
      const { origin } = await log();
      expect(origin).toMatch(/^api\.example\.com\/audit\/[0-9a-f]{12}$/);
      expect(parseCheckpoint(signed.text)).toEqual({ origin, size, root });
      if (size >= 257) expect(await node.tree.root(await log(), size)).toEqual(root);
    }
  });

  it('can be continued by another process, even at the same time', async () => {
    await integrate(300);
    await node.publish(100);
    await Promise.all([node.integrationOf().run(), node.integrationOf().run(), node.integration.run()]);
    expect((await newest()).size).toBe(400);
    expect((await log()).fork).toBeUndefined();
  });

  it('is continued after an interruption at each step', async () => {
    await integrate(250);
    const steps = [
      () => jest.spyOn(node.files, 'put').mockRejectedValueOnce(new Error('killed')),
      () => {
        const put = node.files.put.bind(node.files);
        jest.spyOn(node.files, 'put').mockImplementationOnce(put).mockRejectedValueOnce(new Error('killed'));
      },
      () =>
        jest.spyOn(node.signer, 'sign').mockImplementationOnce(() => {
          throw new Error('killed');
        }),
      () => jest.spyOn(node.checkpoints, 'add').mockRejectedValueOnce(new Error('killed')),
      () => jest.spyOn(node.files, 'remove').mockRejectedValueOnce(new Error('killed')),
    ];
    for (const interrupt of steps) {
      await node.publish(300);
      interrupt();
      await expect(node.integrationOf().run()).rejects.toThrow('killed');
      jest.restoreAllMocks();
      await node.publish(1);
      await node.integrationOf().run();
      const { size, root } = await newest();
      expect(size).toBe(await node.positions.newest());
      expect(await node.tree.root(await log(), size)).toEqual(root);
      expect((await log()).fork).toBeUndefined();
    }
  });

  it('is rebuilt from the events if its files are missing', async () => {
    await integrate(700);
    const { root } = await newest();
    const files = [];
    for await (const { id } of node.files.list()) files.push(id);
    for (const id of files) await node.files.remove(id);
    await node.integrationOf().run();
    expect(await node.tree.root(await log(), 700)).toEqual(root);
    await integrate(10);
    expect((await newest()).size).toBe(710);
  });

  it.each([
    ['within the newest tile', 300, 290, 5],
    ['with as many new events as were lost', 300, 290, 10],
    ['before the newest tile', 700, 200, 100],
    ['and the log has grown since', 700, 200, 900],
  ])('reports the position from which the database was rolled back %s', async (_where, size, kept, added) => {
    await integrate(kept);
    const [before, highWater] = [await newest(), await node.positions.newest()];
    await integrate(size - kept);
    await rollBack(database, kept, highWater, before.size);
    if (added > 0) await node.publish(added);
    await node.integrationOf().run();
    expect((await log()).fork?.position).toBe(kept + 1);
    expect((await newest()).size).toBe(kept);
    await integrate(10);
    expect((await newest()).size).toBe(kept);
    const { facts } = (await node.log.find({ type: 'audit.log_forked' }, undefined, 10))[0]!;
    expect(JSON.parse(facts)).toEqual({ log: 1, position: kept + 1 });
  });

  it('raises an alarm about a fork that someone recorded in the database to stop the signatures', async () => {
    await integrate(10);
    await database.write("UPDATE audit_log SET forked_at = UTC_TIMESTAMP(3), fork_cause = 'No cause.'");
    for (let time = 0; time < 2; time++) await node.integration.run();
    expect(node.alarms).toEqual([expect.stringContaining('No cause.')]);
  });

  it('rejects a file name that points outside the store', async () => {
    await integrate(10);
    await database.write("UPDATE audit_log SET files = '../audit-0123456789ab'");
    await expect(node.integration.run()).rejects.toThrow('cannot have files with the name');
  });

  it('reports that events were lost before new ones are there', async () => {
    await integrate(100);
    const before = await newest();
    await integrate(50);
    await rollBack(database, 100, 100, before.size);
    await node.integrationOf().run();
    expect((await log()).fork).toEqual({
      position: 101,
      cause: 'The events from position 101 on were lost, for example by restoring a backup.',
    });
  });

  it('reports files that do not have the root of the newest checkpoint', async () => {
    await integrate(300);
    const { files } = await log();
    await node.files.put(`${files}-tile-0-1-44`, Buffer.alloc(44 * 32));
    await node.publish(1);
    await node.integrationOf().run();
    expect((await log()).fork).toMatchObject({ position: null });
    expect((await log()).fork?.cause).toContain('do not have the root of the checkpoint of 300 events');
  });

  it('does not sign other events than before if its files are missing', async () => {
    await integrate(300);
    await database.write("UPDATE event_run SET hashes = REPEAT('x', LENGTH(hashes)) WHERE position = 1");
    const files = [];
    for await (const { id } of node.files.list()) files.push(id);
    for (const id of files) await node.files.remove(id);
    await node.integrationOf().run();
    expect((await log()).fork?.cause).toContain('The events up to position 300 do not have the root');
  });
});
