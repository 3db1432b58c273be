import { LoadBatcher } from './load-batcher';

describe('Reads that are requested together', () => {
  const batches: string[][] = [];
  let answers: ((there: ReadonlyMap<string, string>) => void)[] = [];
  const load = (keys: readonly string[]) => {
    batches.push([...keys]);
    return new Promise<ReadonlyMap<string, string>>((resolve) => answers.push(resolve));
  };
  const answerNext = () => answers.shift()?.(new Map(batches.flat().map((key) => [key, `value of ${key}`])));
  const endOfPhase = () => new Promise<void>((resolve) => process.nextTick(resolve));
  const microtasks = () => new Promise((resolve) => setImmediate(resolve));
  let batcher: LoadBatcher<string>;
  beforeEach(() => {
    batches.splice(0);
    answers = [];
    batcher = new LoadBatcher(load);
    // The clock stands still unless a test moves it, because a busy machine must not look like a slow query.
    jest.spyOn(performance, 'now').mockReturnValue(1000);
  });
  afterEach(() => jest.restoreAllMocks());

  it('become one query, with each key once', async () => {
    const all = Promise.all(['a', 'b', 'a'].map((key) => batcher.load(key)));
    await microtasks();
    expect(batches).toEqual([['a', 'b']]);
    answerNext();
    expect(await all).toEqual(['value of a', 'value of b', 'value of a']);
  });

  it('are collected while a query is running, and never join one that has begun', async () => {
    const first = batcher.load('a');
    await microtasks();
    const later = Promise.all([batcher.load('a'), batcher.load('b')]);
    await microtasks();
    expect(batches).toEqual([['a']]);
    answerNext();
    await first;
    await microtasks();
    expect(batches).toEqual([['a'], ['a', 'b']]);
    answerNext();
    expect(await later).toEqual(['value of a', 'value of b']);
  });

  it('wait for all requests of the same event loop turn under load, and are sent at once otherwise', async () => {
    void batcher.load('alone');
    await endOfPhase();
    expect(batches).toEqual([['alone']]);
    answerNext();
    const several = Promise.all([batcher.load('a'), batcher.load('b')]);
    await microtasks();
    answerNext();
    await several;
    void batcher.load('c');
    await endOfPhase();
    expect(batches).toHaveLength(2);
    // Like the request of another socket later in the same turn of the event loop.
    void batcher.load('d');
    await microtasks();
    expect(batches[2]).toEqual(['c', 'd']);
  });

  it('do not wait for a query that has become slow', async () => {
    void batcher.load('a');
    await microtasks();
    const waiting = batcher.load('b');
    await microtasks();
    expect(batches).toEqual([['a']]);
    const late = performance.now() + 60;
    jest.spyOn(performance, 'now').mockReturnValue(late);
    void batcher.load('c');
    await microtasks();
    expect(batches).toEqual([['a'], ['b', 'c']]);
    answers.pop()?.(new Map([['b', 'value of b']]));
    expect(await waiting).toBe('value of b');
  });

  it('fail together, without affecting the next ones', async () => {
    const failing = new LoadBatcher<string>(() => Promise.reject(new Error('away')));
    const outcomes = await Promise.allSettled([failing.load('a'), failing.load('b')]);
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    await expect(failing.load('c')).rejects.toThrow('away');
  });

  it('return nothing for a missing key', async () => {
    const missing = batcher.load('a');
    await microtasks();
    answers.shift()?.(new Map());
    expect(await missing).toBeUndefined();
  });
});
