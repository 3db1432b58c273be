import { createTestDatabases, type TestDatabases } from '@test/support/test-database';
import { CounterRepository } from './counter.repository';
import { ExactCounters } from './exact-counters';

const LIMIT = { scope: 'test', seconds: 86_400, requests: 20 };

describe('ExactCounters', () => {
  let databases: TestDatabases;
  let nodes: ExactCounters[];

  beforeAll(async () => {
    databases = await createTestDatabases();
    nodes = [1, 2].map(() => new ExactCounters(new CounterRepository(databases.main.database)));
  });
  afterAll(() => databases.drop());

  it('accept on two nodes together exactly the limit', async () => {
    const answers = await Promise.all(
      Array.from({ length: 30 }, () => nodes.map((node) => node.isWithin(LIMIT, 'DE'))).flat(),
    );
    expect(answers.filter(Boolean)).toHaveLength(LIMIT.requests);
  });

  it('fail while the database cannot count', async () => {
    const { database } = databases.main;
    await database.write('RENAME TABLE platform_counter TO counter_away');
    try {
      await expect(nodes[0]?.isWithin(LIMIT, 'FR')).rejects.toThrow('platform_counter');
    } finally {
      await database.write('RENAME TABLE counter_away TO platform_counter');
    }
  });
});
