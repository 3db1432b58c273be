import { collectWhenIdle } from './collect-when-idle';

describe('collectWhenIdle', () => {
  let utilization = 0;

  beforeEach(() => {
    jest.useFakeTimers({ doNotFake: ['performance'] });
    jest.spyOn(performance, 'eventLoopUtilization').mockImplementation(() => ({ idle: 0, active: 0, utilization }));
  });
  afterEach(() => {
    jest.useRealTimers();
    jest.restoreAllMocks();
  });

  it('collects the whole heap in the first quiet second, once', () => {
    const gc = jest.fn();
    utilization = 0.5;
    collectWhenIdle(gc);
    jest.advanceTimersByTime(5000);
    expect(gc).not.toHaveBeenCalled();
    utilization = 0.05;
    jest.advanceTimersByTime(5000);
    expect(gc.mock.calls).toEqual([[{ type: 'major', flavor: 'last-resort' }]]);
    expect(jest.getTimerCount()).toBe(0);
  });

  it('does nothing in a process started without --expose-gc', () => {
    collectWhenIdle(undefined);
    expect(jest.getTimerCount()).toBe(0);
  });
});
