import { Logger } from '@nestjs/common';
import { ATTACKS } from '@features/audit/proofs/verify/attacks.test-support';
import { SignedLog } from '@features/audit/proofs/verify/signed-log.test-support';
import { Chance } from '@test/support/chance';
import { createTestDatabases, type TestDatabases } from '@test/support/test-database';
import { isFullRun } from './support/fault-run';

Logger.overrideLogger(false);

const SIZE = 10_000;
const TIMES = isFullRun ? 200 : 10;

describe('An audit log of 10,000 entries', () => {
  let databases: TestDatabases;
  let log: SignedLog;
  const chance = new Chance('audit-attacks');

  beforeAll(async () => {
    databases = await createTestDatabases();
    log = await SignedLog.create(databases.main.database, SIZE, 1000);
  }, 120_000);
  afterAll(async () => {
    await log.remove();
    await databases.drop();
  });

  it.each(ATTACKS)(
    `is found to be changed, and its first bad entry is named, each time that someone $name`,
    async (attack) => {
      const missed = [];
      for (let round = 0; round < TIMES; round++) {
        const { position, report } = await log.attacked(attack, chance.ofRound(round));
        const [first] = report.findings;
        if (!first || first.position !== position || !attack.finds.includes(first.kind))
          missed.push({ round, position, first });
      }
      expect(missed).toEqual([]);
      expect(await log.verify()).toMatchObject({ entries: SIZE, findings: [] });
    },
    600_000,
  );
});
