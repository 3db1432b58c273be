import { fieldsOf, type FieldShape, type ShapeClass } from '@platform/http/fields/field-registry';

/** Names of fields that would contain text about a user. An ID, a boolean or a choice with such a name contains none. */
const TEXTS =
  /^(e?mails?|[a-z]*names?|address(es)?|street|city|town|postcode|zip|country|locations?|phones?|telephones?|mobile|texts?|titles?|headline|bio|comments?|notes?|remarks?|messages?|body|bodies|contents?|descriptions?|details?|captions?|labels?|quer(y|ies)|ip|networks?|agents?|urls?|links?|passwords?|secrets?|tokens?|codes?)$/;
/** Names of fields that would describe a person, whatever their type is. */
const TRAITS = /^(birth[a-z]*|age|gender|sex|nationality|ethnicity|religion|health|disability|income|salary)$/;
/** A pattern that matches one of these allows free text or personal data. */
const PERSONAL = ['Ada Lovelace', 'Ada', 'ada@example.com', '+49 30 901820', '1815-12-10', '203.0.113.7', 'ünï', ''];

/** Returns a sentence for each field of the facts that could contain personal data or free text. */
export function factFaults(facts: ShapeClass, path = ''): string[] {
  return [...fieldsOf(facts)].flatMap(([name, field]) => {
    const where = path + name;
    if (field.of) return [...nameFaults(where, name, field), ...factFaults(field.of(), `${where}.`)];
    return [...nameFaults(where, name, field), ...valueFaults(where, field.schema)];
  });
}

function nameFaults(where: string, name: string, { schema, of }: FieldShape): string[] {
  const isClosed =
    schema.format === 'uuid' || schema.type === 'boolean' || schema.enum !== undefined || of !== undefined;
  const words = name.split(/(?=[A-Z])|[_-]/).map((word) => word.toLowerCase());
  const personal = words.find((word) => TRAITS.test(word) || (!isClosed && TEXTS.test(word)));
  return personal === undefined ? [] : [`${where} has a name that means personal data: ${personal}.`];
}

function valueFaults(where: string, schema: FieldShape['schema']): string[] {
  switch (schema.type) {
    case 'boolean':
    case 'integer':
      return [];
    case 'string':
      return textFaults(where, schema);
    case 'array':
      return valueFaults(`${where}[]`, schema.items as FieldShape['schema']);
    default:
      return [`${where} can contain anything.`];
  }
}

function textFaults(where: string, { format, enum: values, pattern }: FieldShape['schema']): string[] {
  if (format === 'uuid' || values !== undefined) return [];
  if (typeof pattern !== 'string') return [`${where} is free text: it has neither a pattern nor a list of values.`];
  const matched = PERSONAL.find((text) => new RegExp(pattern).test(text));
  return matched === undefined ? [] : [`${where} has a pattern that matches personal data, for example "${matched}".`];
}
