import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Logger } from '@nestjs/common';
import type { Database } from '@platform/persistence/database';
import type { VerifierKey } from '@platform/transparency-log/signed-note.rule';
import { Chance } from '@test/support/chance';
import { createTestDatabases, type TestDatabases } from '@test/support/test-database';
import { FolderDestination } from '../heads/folder-destination';
import { proofNodeOn, type ProofNode } from '../proofs.test-support';
import { AttackedLog, ATTACKS, type Attack } from './attacks.test-support';
import { StoredLog } from './stored-log';
import { verifyLog, type VerifiedLog } from './verify-log';

Logger.overrideLogger(false);

const SIZE = 700;
const TIMES = 5;

class Undo extends Error {}

describe('Verifying an audit log', () => {
  let databases: TestDatabases;
  let database: Database;
  let node: ProofNode;
  let folder: string;
  let keys: VerifierKey[];

  beforeAll(async () => {
    databases = await createTestDatabases();
    database = databases.main.database;
    node = await proofNodeOn(database);
    folder = await mkdtemp(join(tmpdir(), 'heads-'));
    for (let done = 0; done < SIZE; done += 100) {
      await node.publish(100);
      await node.integration.run();
      const log = (await node.logs.current())!;
      const [checkpoint] = await node.checkpoints.newest(log.number, 1);
      await new FolderDestination(folder, 60, node.tree).send({ ...checkpoint!, log });
    }
    keys = await node.keys();
    // Numbers that were passed over, as after transactions that were rolled back.
    await database.write('UPDATE event_sequence SET high_water = high_water + 10');
  });
  afterAll(async () => {
    await node.stop();
    await rm(folder, { recursive: true });
    await databases.drop();
  });

  const verify = async (heads = [folder], known = keys): Promise<VerifiedLog> =>
    verifyLog(await new StoredLog(database).read(), { heads, keys: known });

  /** Verifies the log after the attack, which is undone afterwards. */
  const attacked = async (attack: Attack, seed: number, heads?: string[]) => {
    const log = new AttackedLog(database, node.log, SIZE, new Chance('attack', seed));
    let result: { position: number | undefined; report: VerifiedLog } | undefined;
    await database.transactions
      .run(async () => {
        const position = await attack.run(log);
        result = { position, report: await verify(heads) };
        throw new Undo();
      })
      .catch((error: unknown) => {
        if (!(error instanceof Undo)) throw error;
      });
    return result!;
  };

  it('finds nothing in a log that nobody has changed', async () => {
    const report = await verify();
    expect(report).toMatchObject({ entries: SIZE, contentsRemoved: 0, hasTiles: true, findings: [] });
    expect(report.heads).toBe(8);
    expect(report.confirmed.at(-1)?.size).toBe(SIZE);
    expect(await verify([])).toMatchObject({ heads: 0, hasTiles: false, findings: [] });
  });

  it.each(ATTACKS)('finds and names the first bad entry if someone $name', async (attack) => {
    for (let seed = 1; seed <= TIMES; seed++) {
      const { position, report } = await attacked(attack, seed);
      const [first] = report.findings;
      expect({ seed, position: first?.position }).toEqual({ seed, position });
      expect(attack.finds).toContain(first?.kind);
      expect(first?.sentence).toMatch(
        position === undefined ? /^The entry 61616161-/ : new RegExp(`\\b${position}\\b`),
      );
    }
  });

  it('knows a range at least, if the tiles were not kept elsewhere', async () => {
    const checkpoints = join(folder, (await node.logs.current())!.files, 'checkpoints');
    for (const attack of ATTACKS) {
      const { position = SIZE, report } = await attacked(attack, 1, [checkpoints]);
      const covers = report.findings.some(
        ({ position: from = position, upTo = from }) => from <= position && position <= upTo,
      );
      expect({ attack: attack.name, first: (report.findings[0]?.position ?? position) <= position, covers }).toEqual({
        attack: attack.name,
        first: true,
        covers: true,
      });
    }
    expect(await verify()).toMatchObject({ findings: [] });
  });
});
