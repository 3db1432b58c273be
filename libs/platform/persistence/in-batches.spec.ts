import { inBatches } from './in-batches';

describe('Work in batches', () => {
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

  it('lets other work run between the batches', async () => {
    const order: string[] = [];
    let batches = 0;
    await inBatches(async (limit) => {
      order.push('batch');
      if (batches++ > 0) return 0;
      setImmediate(() => order.push('other work'));
      return limit;
    });
    expect(order).toEqual(['batch', 'other work', 'batch']);
  });
});
