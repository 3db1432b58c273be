import { accessAfter, defineAttributes } from './attribute-definition.rule';

const faultsOf = (schema: object) => {
  const result = defineAttributes(schema as never);
  return 'faults' in result ? result.faults.map(({ pointer, code }) => `${pointer} ${code.replace('users.', '')}`) : [];
};
const attribute = (schema: unknown) => ({ properties: { x: schema } });

describe('An attribute schema', () => {
  it('allows no additional properties at its top level, whatever was sent', () => {
    const result = defineAttributes(attribute({ type: 'string' }));
    expect(result).toEqual({
      schema: { type: 'object', properties: { x: { type: 'string' } }, additionalProperties: false },
    });
  });

  it('can use every supported keyword', () => {
    const schema = {
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      type: 'object',
      title: 't',
      description: 'd',
      $defs: { size: { type: 'integer', minimum: 1, maximum: 9, multipleOf: 2 } },
      properties: {
        a: {
          type: 'string',
          minLength: 1,
          maxLength: 9,
          pattern: '^[a-z]+$',
          format: 'email',
          'x-access': { read: ['admin'] },
        },
        b: { type: 'array', items: { type: 'string' }, minItems: 1, maxItems: 3, uniqueItems: true },
        c: { $ref: '#/$defs/size' },
        d: {
          type: 'object',
          properties: { e: { enum: [1, 'two'] } },
          required: ['e'],
          additionalProperties: { type: 'number' },
        },
        f: { anyOf: [{ type: 'string' }, { type: 'number', exclusiveMinimum: 0, exclusiveMaximum: 9 }] },
        g: { type: 'string', const: 'g' },
        h: true,
      },
      required: ['a'],
      minProperties: 1,
      maxProperties: 8,
    };
    expect(faultsOf(schema)).toEqual([]);
  });

  it.each([
    [
      'an unknown keyword',
      attribute({ type: 'string', maxLenght: 3 }),
      '/schema/properties/x/maxLenght schema_keyword',
    ],
    [
      'an unknown keyword at a lower level',
      attribute({ type: 'array', items: { anyOf: [{ type: 'string', foo: 1 }] } }),
      '/schema/properties/x/items/anyOf/0/foo schema_keyword',
    ],
    ['an unknown keyword in a definition', { $defs: { y: { 'x/y': 1 } } }, '/schema/$defs/y/x~1y schema_keyword'],
    [
      'a remote reference',
      attribute({ $ref: 'https://evil.example/schema.json' }),
      '/schema/properties/x/$ref schema_reference',
    ],
    ['a reference to itself', attribute({ $ref: '#' }), '/schema/properties/x/$ref schema_reference'],
    ['a reference to a file', attribute({ $ref: 'file:///etc/passwd' }), '/schema/properties/x/$ref schema_reference'],
    ['a dangling reference', attribute({ $ref: '#/$defs/none' }), '/schema schema_reference'],
    ['an id', { $id: 'https://evil.example/' }, '/schema/$id schema_keyword'],
    ['a dynamic reference', attribute({ $dynamicRef: '#x' }), '/schema/properties/x/$dynamicRef schema_keyword'],
    ['a look-ahead', attribute({ type: 'string', pattern: '^(?=a)' }), '/schema/properties/x/pattern schema_pattern'],
    [
      'a back-reference',
      attribute({ type: 'string', pattern: '(a)\\1' }),
      '/schema/properties/x/pattern schema_pattern',
    ],
    ['an invalid pattern', attribute({ type: 'string', pattern: '(' }), '/schema/properties/x/pattern schema_pattern'],
    [
      'a pattern that is not a text',
      attribute({ type: 'string', pattern: 7 }),
      '/schema/properties/x/pattern schema_pattern',
    ],
    ['patterns as names', { patternProperties: { '(a+)+$': {} } }, '/schema/patternProperties schema_keyword'],
    ['an unknown format', attribute({ type: 'string', format: 'regex' }), '/schema/properties/x/format schema_value'],
    [
      'a format from the prototype',
      attribute({ type: 'string', format: 'toString' }),
      '/schema/properties/x/format schema_value',
    ],
    [
      'access rights for an unknown actor',
      attribute({ type: 'string', 'x-access': { read: ['root'] } }),
      '/schema/properties/x/x-access schema_value',
    ],
    [
      'access rights below the top level',
      attribute({ type: 'object', properties: { y: { 'x-access': {} } } }),
      '/schema/properties/x/properties/y/x-access schema_keyword',
    ],
    ['unknown fields at the top level', { additionalProperties: true }, '/schema/additionalProperties schema_value'],
    ['another type at the top level', { type: 'array' }, '/schema/type schema_value'],
    ['an old dialect', { $schema: 'http://json-schema.org/draft-04/schema#' }, '/schema/$schema schema_value'],
    ['an attribute with an invalid name', { properties: { 'a b': {} } }, '/schema/properties/a b schema_name'],
    [
      'uniqueItems of objects',
      attribute({ type: 'array', items: { type: 'object' }, uniqueItems: true }),
      '/schema/properties/x/uniqueItems schema_value',
    ],
    ['an invalid schema', attribute('string'), '/schema/properties/x schema_value'],
    ['an invalid length', attribute({ type: 'string', minLength: 'x' }), '/schema schema_invalid'],
    ['an invalid type', attribute({ type: 'text' }), '/schema schema_invalid'],
  ])('cannot have %s', (_what, schema, fault) => {
    expect(faultsOf(schema)).toEqual([fault]);
  });

  it('cannot have circular references', () => {
    const $defs = {
      a: { type: 'array', items: { $ref: '#/$defs/b' } },
      b: { type: 'array', items: { $ref: '#/$defs/a' } },
    };
    expect(faultsOf({ $defs, ...attribute({ $ref: '#/$defs/a' }) })).toEqual(['/schema schema_reference']);
  });

  it('cannot grow exponentially by references', () => {
    const $defs = Object.fromEntries(
      Array.from({ length: 30 }, (_, n) => [
        `d${n}`,
        n === 29 ? { type: 'string' } : { allOf: [{ $ref: `#/$defs/d${n + 1}` }, { $ref: `#/$defs/d${n + 1}` }] },
      ]),
    );
    // Expanded one by one these are 2^29 schemas, so the test would never end.
    expect(faultsOf({ $defs, ...attribute({ $ref: '#/$defs/d0' }) })).toEqual(['/schema schema_too_large']);
  });

  it('cannot be too large, too deep or too expensive', () => {
    expect(faultsOf(attribute({ type: 'string', description: 'x'.repeat(70_000) }))).toEqual([
      '/schema schema_too_large',
    ]);
    let deep: object = { type: 'string' };
    for (let n = 0; n < 10; n++) deep = { type: 'array', items: deep };
    expect(faultsOf(attribute(deep))).toEqual([]);
    for (let n = 0; n < 10; n++) deep = { type: 'array', items: deep };
    expect(faultsOf(attribute(deep))).toEqual(['/schema schema_too_large']);
    expect(faultsOf(attribute({ type: 'string', pattern: '.{0,1000}.{0,1000}.{0,1000}z' }))).toEqual([
      '/schema schema_too_large',
    ]);
  });

  it('keeps the access rights of removed attributes, so that their values stay hidden', () => {
    const first = accessAfter({}, attribute({ 'x-access': { read: ['admin'], write: ['admin'] } }));
    const second = accessAfter(first, { properties: { y: true } });
    expect(second.x).toEqual({ read: ['admin'], write: ['admin'] });
    expect(second.y).toEqual({ read: ['user', 'admin', 'app'], write: ['user', 'admin'] });
    expect(accessAfter(second, attribute({})).x).toEqual({ read: ['user', 'admin', 'app'], write: ['user', 'admin'] });
  });
});
