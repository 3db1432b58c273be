import { windowAt } from './window.rule';

describe('the window of a limit', () => {
  it('is the same on every node, whenever it began to count', () => {
    expect(windowAt(120_000, 60)).toMatchObject({ start: 120, end: 180, resetSeconds: 60 });
    expect(windowAt(179_999, 60)).toMatchObject({ start: 120, end: 180, resetSeconds: 1 });
    expect(windowAt(180_000, 60)).toMatchObject({ start: 180 });
  });
});
