import { failureWithin } from './failure-within';

describe('The failure of a consumer', () => {
  const failureOf = (call: () => Promise<unknown>, limitMs = 5000) => failureWithin(limitMs, 'test.any', 'id', call);

  it('contains no values of the user', async () => {
    const failed = failureOf(async () => {
      throw new Error("Duplicate entry '+4915112345678' for key 'test_phone'");
    });
    expect(await failed).toBe("Error: Duplicate entry '[value]' for key 'test_phone'");
  });

  it('names the time limit', async () => {
    expect(await failureOf(() => new Promise(() => {}), 10)).toBe(
      'Error: The event was not handled within 0.01 seconds.',
    );
  });

  it('is undefined after a success', async () => {
    expect(await failureOf(async () => 1)).toBeUndefined();
  });
});
