import { CachedValues } from './cached-values';

interface Stored {
  version: number;
}

/** A cached value over fake notifications and transactions. */
function cachedValue(read: (outdated: Stored | undefined) => Promise<Stored>) {
  let change: () => void = () => undefined;
  const cluster = {
    hasAllNotifications: true,
    on: (_topic: string, handler: () => void) => (change = handler),
    isCurrent: () => cluster.hasAllNotifications,
  };
  const transaction: { isOpen: boolean; onCommit: (() => void)[] } = { isOpen: false, onCommit: [] };
  const transactions = {
    afterCommit: (callback: () => void) => void (transaction.isOpen ? transaction.onCommit.push(callback) : callback()),
  };
  const reads = jest.fn(read);
  const value = new CachedValues(cluster as never, transactions as never).define('topic', reads);
  return { value, cluster, transaction, reads, change: () => change() };
}

describe('A cached value', () => {
  it('is read once until a notification arrives', async () => {
    let version = 1;
    const { value, reads, change } = cachedValue(async () => ({ version }));
    const first = await value.current();
    expect(value.current()).toBe(first);
    expect(reads).toHaveBeenCalledTimes(1);
    version = 2;
    change();
    expect(await value.current()).toEqual({ version: 2 });
  });

  it('is read with the outdated value if this node may have missed notifications', async () => {
    const { value, cluster, reads } = cachedValue(async (outdated) => outdated ?? { version: 1 });
    const first = await value.current();
    cluster.hasAllNotifications = false;
    expect(await value.current()).toBe(first);
    expect(reads).toHaveBeenLastCalledWith(first);
    expect(reads).toHaveBeenCalledTimes(2);
  });

  it('is not kept if the transaction in which it was read was rolled back', async () => {
    let version = 2;
    const { value, transaction } = cachedValue(async () => ({ version }));
    transaction.isOpen = true;
    expect(await value.current()).toEqual({ version: 2 });
    transaction.isOpen = false;
    version = 1;
    expect(await value.current()).toEqual({ version: 1 });
  });

  it('is kept once the transaction in which it was read has been committed', async () => {
    const { value, transaction, reads, change } = cachedValue(async () => ({ version: 1 }));
    const readInTransaction = async (beforeCommit = () => undefined as void) => {
      transaction.isOpen = true;
      await value.current();
      beforeCommit();
      transaction.isOpen = false;
      for (const callback of transaction.onCommit.splice(0)) callback();
    };
    await readInTransaction();
    expect(await value.current()).toEqual({ version: 1 });
    expect(reads).toHaveBeenCalledTimes(1);
    change();
    await readInTransaction(change);
    await value.current();
    expect(reads).toHaveBeenCalledTimes(3);
  });

  it('is read again if a notification arrived during the read', async () => {
    let version = 1;
    let answer: () => void = () => undefined;
    const { value, change } = cachedValue(async () => {
      const read = { version };
      if (version === 1) await new Promise<void>((resolve) => (answer = resolve));
      return read;
    });
    const early = value.current();
    version = 2;
    change();
    answer();
    await early;
    expect(await value.current()).toEqual({ version: 2 });
  });
});
