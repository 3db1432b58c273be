import { accessAfter, NamespaceRules } from '../namespaces/namespace-rules.rule';
import { migratedValues } from './migrated-values.rule';

const access = accessAfter({}, { properties: { gone: {} } });
const rulesFor = (schema: object, defaults = {}) =>
  new NamespaceRules({
    namespace: 'board',
    version: 2,
    schema: { type: 'object', ...schema },
    defaults,
    access,
    tightened: {},
    opened: {},
  });

describe('The values of a document that is migrated to another schema', () => {
  it('stay if they fit', () => {
    const rules = rulesFor({ properties: { size: { type: 'integer' } } });
    expect(migratedValues(rules, { size: 3, other: true }, 1)).toEqual({
      values: { size: 3, other: true },
      misfits: [],
    });
  });

  it('are removed key by key if they do not fit, with the reason', () => {
    const rules = rulesFor({
      properties: {
        size: { type: 'integer', maximum: 5 },
        inner: { type: 'object', properties: { a: { enum: [1] } } },
      },
      additionalProperties: false,
    });
    expect(migratedValues(rules, { size: 9, inner: { a: 2 }, gone: 1 }, 1)).toEqual({
      values: {},
      misfits: [
        { pointer: '/gone', code: 'field.unknown', keyword: 'additionalProperties' },
        { pointer: '/size', code: 'field.too_large', keyword: 'maximum' },
        { pointer: '/inner/a', code: 'field.not_allowed_value', keyword: 'enum' },
      ],
    });
  });

  it('follow the default of a required key', () => {
    const schema = { properties: { size: { type: 'integer' } }, required: ['size'] };
    expect(migratedValues(rulesFor(schema, { size: 1 }), { size: 'x' }, 1)).toMatchObject({ values: {} });
    const { values, misfits } = migratedValues(rulesFor(schema), { size: 'x' }, 1);
    expect([values, misfits.map(({ keyword }) => keyword)]).toEqual([{}, ['type']]);
  });

  it('are kept if only a rule about the whole document fails, because no single key is wrong', () => {
    const rules = rulesFor({ minProperties: 3 });
    expect(migratedValues(rules, { a: 1 }, 1)).toEqual({
      values: { a: 1 },
      misfits: [{ pointer: '', code: 'preferences.not_valid', keyword: 'minProperties' }],
    });
  });

  it('move from the former name of a property, unless it has a value already', () => {
    const rules = rulesFor({ properties: { pageSize: { type: 'integer', 'x-renamed-from': 'size' } } });
    expect(migratedValues(rules, { size: 3 }, 1).values).toEqual({ pageSize: 3 });
    expect(migratedValues(rules, { size: 3, pageSize: 4 }, 1).values).toEqual({ pageSize: 4 });
    expect(migratedValues(rules, { pageSize: 4 }, 1).values).toEqual({ pageSize: 4 });
  });

  it('do not move from a name that the schema still declares', () => {
    const rules = rulesFor({ properties: { a: { 'x-renamed-from': 'b' }, b: {} } });
    expect(migratedValues(rules, { b: 3 }, 1).values).toEqual({ b: 3 });
  });
});
