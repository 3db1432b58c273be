import { Freshness } from './freshness';

describe('A node may trust its cache', () => {
  let steady = 0;
  let wall = 0;
  const pass = (ms: number) => {
    steady += ms;
    wall += ms;
  };
  beforeEach(() => {
    jest.spyOn(performance, 'now').mockImplementation(() => steady);
    jest.spyOn(Date, 'now').mockImplementation(() => wall);
  });
  afterEach(() => jest.restoreAllMocks());

  const polledOnce = () => {
    const freshness = new Freshness();
    freshness.recordHeartbeat(Freshness.now());
    pass(1);
    freshness.recordPoll(Freshness.now());
    return freshness;
  };

  it('not before its first poll', () => {
    const freshness = new Freshness();
    freshness.recordHeartbeat(Freshness.now());
    expect(freshness.isCurrent()).toBe(false);
  });

  it('for 1.5 s from the start of a poll', () => {
    const freshness = polledOnce();
    pass(1500);
    expect(freshness.isCurrent()).toBe(true);
    pass(1);
    expect(freshness.isCurrent()).toBe(false);
  });

  it('not by a poll that started when no sender waited for this node', () => {
    const freshness = polledOnce();
    pass(10_000);
    freshness.recordPoll(Freshness.now());
    expect(freshness.isCurrent()).toBe(false);
    freshness.recordHeartbeat(Freshness.now());
    pass(1);
    freshness.recordPoll(Freshness.now());
    expect(freshness.isCurrent()).toBe(true);
  });

  it('not after the machine was suspended and only the wall clock has moved', () => {
    const freshness = polledOnce();
    wall += 60_000;
    expect(freshness.isCurrent()).toBe(false);
  });

  it('not after the wall clock was set back and only the monotonic clock has moved', () => {
    const freshness = polledOnce();
    wall -= 60_000;
    steady += 2001;
    expect(freshness.isCurrent()).toBe(false);
  });
});
