import { UserDataRegistry } from './user-data-registry';
import type { TableDeclaration } from './table-declaration';
import { UserDataKeeper } from './user-data-keeper';

function keeper(feature: string, order: number, ...tables: TableDeclaration[]): UserDataKeeper {
  return { feature, order, tables, export: async () => ({}), erase: async () => undefined };
}

const TABLE: TableDeclaration = {
  name: 'note',
  holds: 'user-data',
  userColumn: 'user_id',
  columns: { user_id: { personal: true, why: 'Whose note it is.', kept: 'until the account is erased' } },
};

describe('UserDataRegistry', () => {
  it('runs the providers in their order, the highest last', () => {
    const registry = new UserDataRegistry();
    for (const [feature, order] of [
      ['a key', 1000],
      ['users', 0],
      ['auth', 0],
    ] as const) {
      registry.register(keeper(feature, order));
    }
    expect(registry.keepers().map(({ feature }) => feature)).toEqual(['auth', 'users', 'a key']);
  });

  it('rejects a second provider of a feature and a table that two features declare', () => {
    const registry = new UserDataRegistry();
    registry.register(keeper('notes', 0, TABLE));
    expect(() => registry.register(keeper('notes', 0))).toThrow('The feature notes has two');
    expect(() => registry.register(keeper('other', 0, TABLE))).toThrow(
      'main.note is declared twice: by notes and by other',
    );
    expect(() => registry.register(keeper('keys', 0, { ...TABLE, database: 'keys' }))).not.toThrow();
  });

  it('describes every table as plain data', () => {
    const registry = new UserDataRegistry();
    registry.register(keeper('notes', 0, TABLE, { name: 'kind', holds: 'no-user-data', why: 'Fixed list.' }));
    expect(JSON.parse(JSON.stringify(registry.dataMap()))).toEqual([
      {
        feature: 'notes',
        database: 'main',
        table: 'kind',
        holds: 'no-user-data',
        why: 'Fixed list.',
        columns: [],
      },
      {
        feature: 'notes',
        database: 'main',
        table: 'note',
        holds: 'user-data',
        why: null,
        columns: [{ name: 'user_id', personal: true, why: 'Whose note it is.', kept: 'until the account is erased' }],
      },
    ]);
  });
});
