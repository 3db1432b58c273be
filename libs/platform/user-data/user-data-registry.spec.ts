import { UserDataRegistry } from './user-data-registry';
import type { TableDeclaration } from './table-declaration';
import { TablesProvider } from './tables-provider';
import type { UserDataProvider } from './user-data-provider';

function provider(name: string, order: number, ...tables: TableDeclaration[]): UserDataProvider {
  return Object.assign(new TablesProvider(name, tables, undefined as never), { order });
}

const TABLE: TableDeclaration = {
  name: 'note',
  holds: 'user-data',
  userColumns: ['user_id'],
  columns: { user_id: { personal: true, why: 'Whose note it is.', kept: 'until the account is erased' } },
};

describe('UserDataRegistry', () => {
  it('returns the providers in their order, the highest last', () => {
    const registry = new UserDataRegistry();
    for (const [name, order] of [
      ['a key', 1000],
      ['users', 0],
      ['auth', 0],
    ] as const) {
      registry.register(provider(name, order));
    }
    expect(registry.providers().map(({ name }) => name)).toEqual(['auth', 'users', 'a key']);
  });

  it('rejects a second provider of a name and a table that two providers declare', () => {
    const registry = new UserDataRegistry();
    registry.register(provider('notes', 0, TABLE));
    expect(() => registry.register(provider('notes', 0))).toThrow('There are two user-data providers named notes');
    expect(() => registry.register(provider('other', 0, TABLE))).toThrow(
      'main.note is declared twice: by notes and by other',
    );
    expect(() => registry.register(provider('keys', 0, { ...TABLE, database: 'keys' }))).not.toThrow();
  });

  it('describes every table as plain data', () => {
    const registry = new UserDataRegistry();
    registry.register(provider('notes', 0, TABLE, { name: 'kind', holds: 'no-user-data', why: 'Fixed list.' }));
    expect(JSON.parse(JSON.stringify(registry.dataMap()))).toEqual([
      {
        provider: 'notes',
        database: 'main',
        table: 'kind',
        holds: 'no-user-data',
        why: 'Fixed list.',
        readers: [],
        columns: [],
      },
      {
        provider: 'notes',
        database: 'main',
        table: 'note',
        holds: 'user-data',
        why: null,
        readers: [],
        columns: [{ name: 'user_id', personal: true, why: 'Whose note it is.', kept: 'until the account is erased' }],
      },
    ]);
  });
});
