import type { Schema } from '@platform/json-schema/schema-walk.rule';
import { accessAfter, NamespaceRules } from './namespace-rules.rule';

const rulesOf = (schema: Schema, defaults = {}, previous = {}) =>
  new NamespaceRules({
    namespace: 'board',
    version: 1,
    schema,
    defaults,
    access: accessAfter(previous, schema),
    tightened: {},
    opened: {},
  });
const user = { actor: 'user' } as const;
const appWith = (...permissions: string[]) => ({ actor: 'app', permissions: new Set(permissions) }) as const;

describe('The rules of a namespace', () => {
  it('take the defaults of all levels of the schema, and the registered ones before them', () => {
    const schema = {
      properties: {
        a: { default: 1 },
        b: { type: 'object', properties: { c: { default: 2 }, d: { type: 'string' } } },
        e: { type: 'string' },
      },
    };
    expect(rulesOf(schema).defaults).toEqual({ a: 1, b: { c: 2 } });
    expect(rulesOf(schema, { a: 3, b: { d: 'x' } }).defaults).toEqual({ a: 3, b: { c: 2, d: 'x' } });
  });

  it('check a document together with the defaults', () => {
    const rules = rulesOf({
      type: 'object',
      properties: { a: { type: 'integer', default: 1 }, b: {} },
      required: ['a', 'b'],
    });
    expect(rules.check({ b: 1 })).toEqual([]);
    expect(rules.check({}).map(({ keyword }) => keyword)).toEqual(['required']);
  });

  it('let a key have the access of the namespace unless it has its own', () => {
    const rules = rulesOf({
      'x-access': { read: ['admin'], write: ['admin'] },
      properties: { a: {}, b: { 'x-access': { read: ['user'] } } },
    });
    expect(['a', 'b', 'other'].map((key) => [rules.mayRead(key, user), rules.mayWrite(key, user)])).toEqual([
      [false, false],
      [true, false],
      [false, false],
    ]);
  });

  it('keep the access of a removed key', () => {
    const hidden = { properties: { score: { 'x-access': { read: ['admin'], write: ['admin'] } } } };
    const rules = rulesOf({ properties: {} }, {}, accessAfter({}, hidden));
    expect([rules.mayRead('score', user), rules.mayRead('other', user)]).toEqual([false, true]);
  });

  it('admit an app by the permission that an entry names', () => {
    const rules = rulesOf({ properties: { a: { 'x-access': { read: ['app:shop.read'], write: ['app'] } } } });
    expect([rules.mayRead('a', appWith()), rules.mayRead('a', appWith('shop.read'))]).toEqual([false, true]);
    expect(rules.mayWrite('a', appWith())).toBe(true);
    expect(rules.mayRead('a', { actor: 'admin', permissions: new Set(['shop.read']) })).toBe(false);
  });

  it('give no access to keys that are named like inherited properties', () => {
    const rules = rulesOf({ 'x-access': { read: [], write: [] }, properties: {} });
    for (const key of ['constructor', 'toString', '__proto__'])
      expect([rules.mayRead(key, user), rules.mayWrite(key, user), rules.isSealed(key)]).toEqual([false, false, false]);
  });
});
