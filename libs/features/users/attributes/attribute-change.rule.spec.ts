import { RE2JS } from 're2js';
import { changeAttributes, type Attributes } from './attribute-change.rule';
import { accessAfter, compileAttributes } from './attribute-definition.rule';
import type { Actor } from '@platform/access/field-access.rule';

const schema = {
  type: 'object',
  properties: {
    color: { type: 'string', maxLength: 20 },
    shirt: {
      type: 'object',
      properties: { size: { enum: ['S', 'M'] }, cut: { type: 'string' } },
      additionalProperties: false,
    },
    code: { type: 'string', pattern: '^(x+x+)+y$' },
    score: { type: 'integer', minimum: 0, 'x-access': { read: ['admin'], write: ['admin'] } },
    tier: { type: 'string', 'x-access': { read: ['user', 'admin', 'app'], write: ['app'] } },
    long: { type: 'array', items: { type: 'string' } },
    when: { type: 'string', format: 'date' },
  },
  additionalProperties: false,
};
const previous = accessAfter(
  {},
  { properties: { old: true, hidden: { 'x-access': { read: ['admin'], write: ['admin'] } } } },
);
const rules = { version: 1, schema, access: accessAfter(previous, schema), check: compileAttributes(schema) };

const change = (actor: Actor, stored: Attributes, patch: Attributes | null) => {
  const result = changeAttributes(rules, actor, stored, patch);
  return result.faults ? result.faults.map(({ pointer, code }) => `${pointer} ${code}`) : result.attributes;
};

describe('A change of attributes', () => {
  it('is merged: null removes, objects are merged, lists are replaced', () => {
    const stored = { color: 'red', shirt: { size: 'S', cut: 'wide' }, long: ['a', 'b'] };
    expect(change('user', stored, { color: null, shirt: { size: 'M', cut: null }, long: ['c'] })).toEqual({
      shirt: { size: 'M' },
      long: ['c'],
    });
    expect(stored.shirt.size).toBe('S');
  });

  it.each([
    ['user', { score: 1 }, ['/attributes/score field.unknown']],
    ['user', { score: null }, ['/attributes/score field.unknown']],
    ['user', { tier: 'gold', color: 'red' }, ['/attributes/tier users.attribute_read_only']],
    ['admin', { tier: 'gold' }, ['/attributes/tier users.attribute_read_only']],
    [
      'app',
      { color: 'red', score: 1 },
      ['/attributes/color users.attribute_read_only', '/attributes/score field.unknown'],
    ],
    ['user', { 'a/b': 1, toString: 'x' }, ['/attributes/a~1b field.unknown', '/attributes/toString field.unknown']],
  ] as const)('of %s cannot be %j', (actor, patch, faults) => {
    expect(change(actor, {}, patch)).toEqual(faults);
  });

  it('can write the attributes of its actor', () => {
    expect(change('admin', {}, { score: 7 })).toEqual({ score: 7 });
    expect(change('app', {}, { tier: 'gold' })).toEqual({ tier: 'gold' });
  });

  it.each([
    [{ color: 7 }, '/attributes/color field.wrong_type'],
    [{ color: 'x'.repeat(21) }, '/attributes/color field.too_long'],
    [{ shirt: { size: 'XXL' } }, '/attributes/shirt/size field.not_allowed_value'],
    [{ shirt: { sleeves: 2 } }, '/attributes/shirt/sleeves field.unknown'],
    [{ long: ['a', 1] }, '/attributes/long/1 field.wrong_type'],
    [{ when: '2025-02-29' }, '/attributes/when field.bad_format'],
    [{ color: 'a\u0000b' }, '/attributes/color field.bad_text'],
    [{ color: '\ud800' }, '/attributes/color field.bad_text'],
    [{ long: Array.from({ length: 20 }, () => 'x'.repeat(1000)) }, '/attributes users.attributes_too_large'],
  ])('must match the schema', (patch, fault) => {
    expect(change('user', {}, patch)).toEqual([fault]);
  });

  it('is checked against a pattern by matching in linear time, never by a RegExp', () => {
    const backtracking = jest.spyOn(RegExp.prototype, 'exec');
    const linear = jest.spyOn(RE2JS.prototype, 'test');
    expect(change('user', {}, { code: 'x'.repeat(24) })).toEqual(['/attributes/code field.bad_format']);
    const patterns = backtracking.mock.contexts.map((each) => (each as RegExp).source);
    expect(patterns).not.toContain(schema.properties.code.pattern);
    expect(linear).toHaveBeenCalled();
    jest.restoreAllMocks();
  });

  it('must correct attributes that no longer match, where the actor can', () => {
    expect(change('user', { old: 1 }, { color: 'red' })).toEqual(['/attributes/old field.unknown']);
    expect(change('user', { old: 1 }, { color: 'red', old: null })).toEqual({ color: 'red' });
    expect(change('user', { color: 7 }, { when: null })).toEqual(['/attributes/color field.wrong_type']);
  });

  it('is neither blocked by nor informed of errors that only other actors can correct', () => {
    expect(change('user', { hidden: 1, score: -1 }, { color: 'red' })).toEqual({ hidden: 1, score: -1, color: 'red' });
    expect(change('admin', { hidden: 1, score: -1 }, { color: 'red' })).toEqual([
      '/attributes/hidden field.unknown',
      '/attributes/score field.too_small',
    ]);
  });

  it('tells staff nothing about values they cannot read, and no names inside that the user chose', () => {
    const writeOnly = { read: ['user'], write: ['user', 'admin'] } as const;
    const guessing = {
      type: 'object',
      properties: {
        pin: { type: 'string', pattern: '^guess$', 'x-access': writeOnly },
        people: { type: 'object', additionalProperties: { type: 'integer' } },
        color: { type: 'string' },
      },
      anyOf: [{ type: 'object', properties: { pin: { type: 'string', pattern: '^guess$' } } }],
    };
    const own = { version: 1, schema: guessing, access: accessAfter({}, guessing), check: compileAttributes(guessing) };
    const stored = { pin: 'secret', people: { 'ada@private.example': 'x' } };
    const pointersFor = (actor: Actor, patch: Attributes) =>
      changeAttributes(own, actor, stored, patch).faults?.map(({ pointer }) => pointer);
    expect(pointersFor('admin', { color: 'red' })).toEqual(['/attributes/people/*']);
    expect(pointersFor('admin', { people: { mine: 'y' } })).toEqual([
      '/attributes/people/*',
      '/attributes/people/mine',
    ]);
    expect(pointersFor('user', { color: 'red' })).toContain('/attributes/people/ada@private.example');
  });

  it('that removes all attributes keeps hidden ones, and is rejected for visible ones that the actor may not write', () => {
    expect(change('user', { color: 'red', score: 1 }, null)).toEqual({ score: 1 });
    expect(change('user', { color: 'red', tier: 'gold' }, null)).toEqual([
      '/attributes/tier users.attribute_read_only',
    ]);
  });
});
