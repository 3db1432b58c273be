import { FailurePause } from './failure-pause';

describe('The pause after failures', () => {
  it('becomes longer up to a limit, and logs once until the next success', () => {
    const lines: string[] = [];
    const pause = new FailurePause((text) => lines.push(text));
    expect([1, 2, 3, 4, 5, 6].map((n) => pause.failed(`no ${n}`))).toEqual([200, 400, 800, 1600, 3000, 3000]);
    expect(lines).toEqual(['no 1']);
    pause.succeeded();
    expect(pause.failed('again')).toBe(200);
    expect(lines).toEqual(['no 1', 'again']);
  });
});
