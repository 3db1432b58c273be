import Ajv from 'ajv/dist/2020';
import { DIALECT, InferredSchema, type RecordSchema } from './inferred-schema.rule';
import { schemaFault, valueFault } from './schema-check.rule';

const TIME = '2026-11-20T20:15:00.000Z';

function inferred(values: readonly unknown[]): RecordSchema {
  const schema = new InferredSchema();
  for (const value of values) schema.observe(value);
  return { $schema: DIALECT, ...schema.toJson() };
}

function ajvAccepts(schema: RecordSchema, value: unknown): boolean {
  const ajv = new Ajv({ strict: true, allowUnionTypes: true, formats: { 'date-time': /^\d{4}-.*Z$/ } });
  return ajv.compile(schema)(value);
}

const RECORDS = [
  { id: 'a', at: TIME, size: 1, note: null, list: [1, 2.5], inner: { x: true } },
  { id: 'b', at: TIME, size: 2, note: 'n', list: [], inner: {}, more: [{ y: 'z' }, { y: null }] },
];

describe('The schema inferred from records', () => {
  it('lists types, required properties and times', () => {
    expect(inferred(RECORDS)).toMatchObject({
      type: ['object'],
      required: ['id', 'at', 'size', 'note', 'list', 'inner'],
      additionalProperties: false,
      properties: {
        at: { type: ['string'], format: 'date-time' },
        size: { type: ['integer'] },
        note: { type: ['null', 'string'] },
        list: { type: ['array'], items: { type: ['number'] } },
        inner: { properties: { x: { type: ['boolean'] } }, required: [] },
      },
    });
  });

  const schema = inferred(RECORDS);

  it.each(RECORDS)('is matched by each of them, also according to ajv: %j', (record) => {
    expect([valueFault(schema, record), ajvAccepts(schema, record)]).toEqual([undefined, true]);
  });

  it.each([
    ['/id is missing', { ...RECORDS[0], id: undefined }],
    ['/size is of the type string', { ...RECORDS[0], size: '1' }],
    ['/size is of the type number', { ...RECORDS[0], size: 1.5 }],
    ['/at is not a time', { ...RECORDS[0], at: 'yesterday' }],
    ['/extra is not in the schema', { ...RECORDS[0], extra: 1 }],
    ['/list/0 is of the type string', { ...RECORDS[0], list: ['1'] }],
    ['/more/0/y is of the type integer', { ...RECORDS[0], more: [{ y: 1 }] }],
    ['/constructor is not in the schema', { ...RECORDS[0], constructor: 1 }],
    ['the record is of the type array', []],
  ])('finds, as ajv does, that %s', (fault, value) => {
    const record = JSON.parse(JSON.stringify(value)) as unknown;
    expect([valueFault(schema, record), ajvAccepts(schema, record)]).toEqual([fault, false]);
  });

  it('stays small when the names of properties are data', () => {
    const many = Object.fromEntries(Array.from({ length: 1000 }, (_, n) => [`key-${n}`, n]));
    const deep = JSON.parse('{"a":'.repeat(50) + '1' + '}'.repeat(50)) as unknown;
    const schema = inferred([{ many, deep }]);
    expect(JSON.stringify(schema).length).toBeLessThan(2000);
    expect([valueFault(schema, { many, deep }), ajvAccepts(schema, { many, deep })]).toEqual([undefined, true]);
  });

  it('keeps a property that is called __proto__', () => {
    const record = JSON.parse('{"__proto__":{"a":1}}') as unknown;
    expect([valueFault(inferred([record]), record), valueFault(inferred([record]), {})]).toEqual([
      undefined,
      '/__proto__ is missing',
    ]);
  });
});

describe('A schema in an archive', () => {
  it.each([
    [{ ...inferred([{}]), pattern: '(a+)+$' }, 'it has the unknown keyword pattern'],
    [{ $schema: DIALECT, properties: { a: { $ref: 'https://example.com' } } }, 'it has the unknown keyword $ref'],
    [{ type: ['object'] }, 'it does not name its dialect'],
    [{ $schema: DIALECT, type: 'object' }, 'a type is not a list'],
    [[], 'it is not an object'],
  ])('is refused: %j', (schema, fault) => expect(schemaFault(schema)).toBe(fault));

  it('is accepted as it was inferred', () => expect(schemaFault(inferred(RECORDS))).toBeUndefined());
});
