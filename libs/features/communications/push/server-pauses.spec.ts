import { JobsConfig } from '@platform/jobs/jobs.config';
import { ServerPauses } from './server-pauses';

const SERVER = 'push.example.com';
const LONGEST_MS = 5 * 60_000;

describe('The pauses of a server that fails', () => {
  const started = () => new ServerPauses(Object.assign(new JobsConfig(), { backOffMs: 1000 }));

  it('do not concern other servers, and end after a success', () => {
    const pauses = started();
    expect(pauses.begin(SERVER, 0)).toBe(0);
    pauses.failed(SERVER, undefined, 0);
    expect(pauses.begin(SERVER, 0)).toBeGreaterThan(0);
    expect(pauses.begin('other.example.com', 0)).toBe(0);
    pauses.succeeded(SERVER);
    expect(pauses.begin(SERVER, 0)).toBe(0);
  });

  it('are followed by a single call, until it has ended', () => {
    const pauses = started();
    pauses.failed(SERVER, undefined, 0);
    expect([0, 0, 0].map(() => pauses.begin(SERVER, 1000) > 0)).toEqual([false, true, true]);
    pauses.failed(SERVER, undefined, 1000);
    expect(pauses.begin(SERVER, 1500)).toBeGreaterThan(0);
    expect(pauses.begin(SERVER, 1000 + 2000)).toBe(0);
  });

  it('get longer with each failure, up to five minutes', () => {
    const pauses = started();
    for (let n = 0; n < 30; n++) pauses.failed(SERVER, undefined, 0);
    expect(pauses.begin(SERVER, 0)).toBeGreaterThanOrEqual(LONGEST_MS / 2);
    expect(pauses.begin(SERVER, 0)).toBeLessThanOrEqual(LONGEST_MS);
  });

  it('last as long as the server asks', () => {
    const pauses = started();
    pauses.failed(SERVER, 600_000, 0);
    expect(pauses.begin(SERVER, 0)).toBe(600_000);
  });

  it('are kept for the last 1000 servers', () => {
    const pauses = started();
    for (let n = 0; n <= 1000; n++) pauses.failed(`${n}.example.com`, undefined, 0);
    expect([pauses.begin('0.example.com', 0), pauses.begin('1.example.com', 0) > 0]).toEqual([0, true]);
  });
});
