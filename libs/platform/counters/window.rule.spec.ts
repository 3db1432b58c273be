import { secondsLeft, windowAt } from './window.rule';

describe('The window of a limit', () => {
  it('is the same on every node, whenever the node began to count', () => {
    expect(windowAt(120_000, 60)).toEqual({ start: 120, end: 180 });
    expect(windowAt(179_999, 60)).toEqual({ start: 120, end: 180 });
    expect(windowAt(180_000, 60)).toMatchObject({ start: 180 });
  });

  it('ends in whole seconds, at least one', () => {
    const window = windowAt(120_000, 60);
    expect([120_000, 150_500, 179_999, 180_000].map((now) => secondsLeft(window, now))).toEqual([60, 30, 1, 1]);
  });
});
