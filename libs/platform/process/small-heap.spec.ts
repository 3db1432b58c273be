import { setImmediate as turn } from 'node:timers/promises';
import { runInNewContext } from 'node:vm';
import { keepHeapSmall } from './small-heap';

describe('keepHeapSmall', () => {
  let utilization = 0;

  beforeEach(() => {
    jest.useFakeTimers({ doNotFake: ['setImmediate', 'performance', 'nextTick', 'queueMicrotask'] });
    jest.spyOn(performance, 'eventLoopUtilization').mockImplementation(() => ({ idle: 0, active: 0, utilization }));
  });
  afterEach(() => {
    jest.useRealTimers();
    jest.restoreAllMocks();
  });

  /** Nothing but a collection of the whole heap lets go of it. */
  const litter = () => new WeakRef({ some: 'thing' });

  it('collects once, in the first idle second', async () => {
    utilization = 0.5;
    const early = litter();
    keepHeapSmall();
    await turn();
    jest.advanceTimersByTime(5000);
    await turn();
    expect(early.deref()).toBeDefined();
    await turn();
    utilization = 0.05;
    jest.advanceTimersByTime(1000);
    expect(early.deref()).toBeUndefined();
    expect(jest.getTimerCount()).toBe(0);
  });

  it('does not expose gc() afterwards', async () => {
    utilization = 0;
    keepHeapSmall();
    jest.advanceTimersByTime(1000);
    await turn();
    expect(runInNewContext('typeof gc')).toBe('undefined');
  });
});
