import { setTimeout } from 'node:timers/promises';
import { inBatches } from './in-batches';

jest.mock('node:timers/promises', () => ({ setTimeout: jest.fn(async () => undefined) }));

describe('Work in batches', () => {
  beforeEach(() => jest.mocked(setTimeout).mockClear());
  afterEach(() => jest.restoreAllMocks());

  it('ends after the first batch that is not full, and returns the number of rows', async () => {
    let left = 250;
    const limits: number[] = [];
    const total = await inBatches(async (limit) => {
      limits.push(limit);
      const count = Math.min(limit, left);
      left -= count;
      return count;
    });
    expect({ total, limits }).toEqual({ total: 250, limits: [100, 100, 100] });
  });

  it('pauses for eight times as long as the batch took, but at most a second', async () => {
    const times = [0, 10, 0, 500, 0];
    jest.spyOn(performance, 'now').mockImplementation(() => times.shift()!);
    let batches = 0;
    await inBatches(async (limit) => (batches++ < 2 ? limit : 0));
    expect(jest.mocked(setTimeout).mock.calls).toEqual([[80], [1000]]);
  });
});
