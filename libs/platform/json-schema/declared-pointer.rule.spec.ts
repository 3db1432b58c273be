import { declaredPointer } from './declared-pointer.rule';

const SCHEMA = {
  $defs: {
    entry: {
      type: 'object',
      properties: { label: {}, next: { $ref: '#/$defs/entry' } },
      additionalProperties: { type: 'object', properties: { 'a/b': {} } },
    },
  },
  properties: {
    list: { type: 'array', items: { allOf: [{ $ref: '#/$defs/entry' }] } },
    map: { anyOf: [{ additionalProperties: false }, { $ref: '#/$defs/entry' }] },
  },
};

describe('A pointer without names that users chose', () => {
  it.each([
    ['', ''],
    ['/list', '/list'],
    ['/map/label', '/map/label'],
    ['/map/next/next/label', '/map/next/next/label'],
    ['/map/ada@private.example', '/map/*'],
    ['/map/ada/a~1b', '/map/*/a~1b'],
    ['/map/ada/label', '/map/*/*'],
    ['/list/3/next/x', '/list/*/next/*'],
    ['/list/3/constructor', '/list/*/*'],
    ['/removed/removed', '/removed/*'],
    ['/other/label/list', '/*/*/*'],
  ])('is, for %j, %j', (pointer, declared) => {
    expect(declaredPointer({ schema: SCHEMA, access: { removed: {} } }, pointer)).toBe(declared);
  });
});
