import { AttributeSchemaCache } from './attribute-schema-cache';

const stored = (version: number) => ({
  version,
  schema: { type: 'object', properties: {}, additionalProperties: false },
  access: {},
  createdAt: null,
});

function bookOver(newest: () => Promise<ReturnType<typeof stored>>) {
  let changed: () => void = () => undefined;
  const signals = {
    current: true,
    on: (_topic: string, handler: () => void) => (changed = handler),
    isCurrent: () => signals.current,
  };
  const repository = { newest: jest.fn(newest) };
  const unit = { isOpen: false };
  const transactions = { remember: (keep: () => void) => void (unit.isOpen || keep()) };
  const book = new AttributeSchemaCache(repository as never, signals as never, transactions as never);
  book.onModuleInit();
  return { book, signals, repository, unit, change: () => changed() };
}

describe('AttributeSchemaCache', () => {
  it('reads the database once until a notification arrives', async () => {
    let version = 1;
    const { book, repository, change } = bookOver(async () => stored(version));
    const first = await book.current();
    expect(await book.current()).toBe(first);
    expect(repository.newest).toHaveBeenCalledTimes(1);
    version = 2;
    change();
    expect((await book.current()).version).toBe(2);
  });

  it('reads the database if this node may have missed notifications, and compiles only new schemas', async () => {
    const { book, signals, repository } = bookOver(async () => stored(1));
    const first = await book.current();
    signals.current = false;
    expect(await book.current()).toBe(first);
    expect(repository.newest).toHaveBeenCalledTimes(2);
  });

  it('does not keep what was read inside a transaction', async () => {
    let version = 2;
    const { book, unit } = bookOver(async () => stored(version));
    unit.isOpen = true;
    expect((await book.current()).version).toBe(2);
    unit.isOpen = false;
    version = 1;
    expect((await book.current()).version).toBe(1);
  });

  it('does not cache a row that was read while a notification arrived', async () => {
    let version = 1;
    let answer: () => void = () => undefined;
    const { book, change } = bookOver(async () => {
      const read = stored(version);
      if (version === 1) await new Promise<void>((resolve) => (answer = resolve));
      return read;
    });
    const early = book.current();
    version = 2;
    change();
    answer();
    await early;
    expect((await book.current()).version).toBe(2);
  });
});
