import { AddressRefused } from '@platform/http-client/http-client';
import { answered, PushServiceDown, refusalWith } from './push-answer.rule';

const answer = (status: number, retryAfter?: string) => ({
  status,
  headers: new Headers(retryAfter === undefined ? {} : { 'retry-after': retryAfter }),
});

describe('An answer of a push service', () => {
  it.each([307, 301, 400, 413])('of %i ends the attempts', (status) =>
    expect(refusalWith(answer(status))).toMatchObject({ isFinal: true }),
  );

  it.each([
    ['nothing', undefined, undefined],
    ['a number of seconds', '120', 120_000],
    ['a date', new Date(60_000).toUTCString(), 60_000],
    ['a date in the past', new Date(0).toUTCString(), undefined],
    ['a date far away', '864000', 3_600_000],
    ['something else', 'soon', undefined],
  ])('of 429 is tried again at the time that Retry-After contains: %s', (_, retryAfter, retryAfterMs) => {
    const error = refusalWith(answer(429, retryAfter), 0);
    expect(error).toMatchObject({ isFinal: false, retryAfterMs });
  });

  it.each([
    [500, true],
    [503, true],
    [429, false],
    [403, false],
  ])('of %i concerns all devices or not', (status, concernsAll) =>
    expect(refusalWith(answer(status)) instanceof PushServiceDown).toBe(concernsAll),
  );

  it('that does not come says nothing about the network to the user, and the reason to the operator', async () => {
    const cause = new Error('connect ECONNREFUSED 10.0.0.7:443');
    const failed = answered(Promise.reject(Object.assign(new Error('fetch failed'), { cause })));
    const reason = 'The push service could not be reached.';
    await expect(failed).rejects.toMatchObject({
      reason,
      isFinal: false,
      message: expect.stringContaining('10.0.0.7'),
    });
    const refused = answered(Promise.reject(new AddressRefused('10.0.0.7')));
    await expect(refused).rejects.toMatchObject({ reason, isFinal: true });
  });
});
