import { setTimeout as pause } from 'node:timers/promises';
import { DecodeQueue } from './decode-queue';

describe('The queue of pictures', () => {
  it('decodes two at once, and rejects those that would wait too long', async () => {
    const queue = new DecodeQueue();
    let running = 0;
    let most = 0;
    const decode = async () => {
      most = Math.max(most, ++running);
      await pause(5);
      running--;
    };
    const ends = await Promise.allSettled(Array.from({ length: 25 }, () => queue.run(decode)));
    expect(most).toBe(2);
    expect(ends.filter(({ status }) => status === 'fulfilled')).toHaveLength(18);
    expect(ends.filter(({ status }) => status === 'rejected')).toHaveLength(7);
  });

  it('continues after an image that failed', async () => {
    const queue = new DecodeQueue();
    await Promise.allSettled(Array.from({ length: 5 }, () => queue.run(() => Promise.reject(new Error('broken')))));
    expect(await queue.run(async () => 'fine')).toBe('fine');
  });
});
