import { ACTORS, mayRead, mayWrite, parseAccess, readable, type AccessMap } from './field-access.rule';

const access = {
  color: parseAccess(undefined),
  score: parseAccess({ read: ['admin'], write: ['admin'] }),
  tier: parseAccess({ read: ['user', 'app'], write: ['app'] }),
  sealed: parseAccess({ read: [], write: [] }),
} as AccessMap;

describe('The access rights of fields', () => {
  it.each([
    ['color', 'user', true, true],
    ['color', 'admin', true, true],
    ['color', 'app', true, false],
    ['score', 'user', false, false],
    ['score', 'admin', true, true],
    ['score', 'app', false, false],
    ['tier', 'user', true, false],
    ['tier', 'admin', false, false],
    ['tier', 'app', true, true],
  ] as const)('on %s are, for %s, reading %s and writing %s', (name, actor, read, write) => {
    expect([mayRead(access, name, actor), mayWrite(access, name, actor)]).toEqual([read, write]);
  });

  it.each(ACTORS)('are empty for undefined and inherited properties for %s', (actor) => {
    for (const name of ['unknown', 'toString', '__proto__', 'constructor']) {
      expect([mayRead(access, name, actor), mayWrite(access, name, actor)]).toEqual([false, false]);
    }
  });

  it('select only the attributes that the reader may read', () => {
    const attributes = { color: 'red', score: 7, tier: 'gold', sealed: 1, unknown: 2 };
    expect(readable(access, attributes, 'user')).toEqual({ color: 'red', tier: 'gold' });
    expect(readable(access, attributes, 'admin')).toEqual({ color: 'red', score: 7 });
    expect(readable(access, attributes, 'app')).toEqual({ color: 'red', tier: 'gold' });
  });

  it('are completed by the defaults', () => {
    expect(parseAccess({ read: ['user'] })).toEqual({ read: ['user'], write: ['user', 'admin'] });
    expect(parseAccess({ write: ['app'] })).toEqual({ read: ['user', 'admin', 'app'], write: ['app'] });
  });

  it.each([
    null,
    [],
    'admin',
    { read: 'admin' },
    { read: ['root'] },
    { write: [['admin']] },
    { read: ['admin', 'admin'] },
    { delete: ['admin'] },
  ])('are invalid as %j', (value) => expect(parseAccess(value)).toBeUndefined());
});
