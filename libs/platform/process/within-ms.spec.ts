import { withinMs } from './within-ms';

describe('Work with a time limit', () => {
  const never = new Promise<void>(() => undefined);

  it('has ended in time, or not', async () => {
    expect(await withinMs(60_000, Promise.resolve())).toBe(true);
    expect(await withinMs(1, never)).toBe(false);
  });

  it('fails with its own error', async () => {
    await expect(withinMs(60_000, Promise.reject(new Error('broken')))).rejects.toThrow('broken');
  });
});
