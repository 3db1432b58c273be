import { allEvents } from '@platform/event-log/definitions/define-event';
import { WORD } from '@platform/event-log/definitions/fact-words';
import {
  ChoiceField,
  IdField,
  IntegerField,
  JsonField,
  ShapeField,
  ShapeListField,
  TextField,
  TextListField,
  TimeField,
} from '@platform/http/fields/fields';
import type { ShapeClass } from '@platform/http/fields/field-registry';
import { loadDeclarations } from '@test/support/declarations';
import { factFaults } from '@test/support/fact-faults';

const description = 'A field of this test.';
const word = { max: 40, pattern: WORD, description };

/** Returns a shape with one field. */
function shapeWith(name: string, field: PropertyDecorator): ShapeClass {
  const shape = class {};
  field(shape.prototype, name);
  return shape;
}

describe('The facts of events', () => {
  beforeAll(loadDeclarations);

  it('contain no personal data and no free text, because they stay readable after an erasure', () => {
    expect(allEvents().length).toBeGreaterThan(40);
    const faults = allEvents().flatMap(({ type, facts }) => factFaults(facts).map((fault) => `${type}: ${fault}`));
    // Such values belong to `changes`, which the event log seals with the key of the user.
    expect(faults).toEqual([]);
  });

  it.each([
    'email',
    'emailAddress',
    'displayName',
    'username',
    'addresses',
    'phoneNumber',
    'birthDate',
    'text',
    'title',
    'bio',
    'commentText',
    'ip',
  ])('are refused if a text field is called %s, even if it has a pattern', (name) => {
    expect(factFaults(shapeWith(name, TextField(word)))).toEqual([
      expect.stringContaining(`${name} has a name that means personal data`),
    ]);
  });

  it.each([
    ['a birth date as a time', 'birthDate', TimeField({ description })],
    ['a birth year as a number', 'birthYear', IntegerField({ min: 1900, max: 2100, description })],
    ['a phone number as a number', 'phone', IntegerField({ min: 0, max: 9, description })],
    ['a gender as a choice', 'gender', ChoiceField({ values: ['x'], description })],
    ['names as a list', 'names', TextListField({ ...word, maxItems: 3 })],
    ['a text without a pattern', 'reason', TextField({ max: 40, description })],
    ['a text whose pattern matches free text', 'reason', TextField({ ...word, pattern: /^[A-Za-z ]+$/ })],
    ['a text whose pattern matches email addresses', 'reason', TextField({ ...word, pattern: /^\S+$/ })],
    ['a text whose pattern has no start', 'reason', TextField({ ...word, pattern: /[a-z]+$/ })],
    ['a list of texts without a pattern', 'tags', TextListField({ maxItems: 3, max: 40, description })],
    ['a JSON object', 'values', JsonField({ description })],
    ['a free text in a nested shape', 'inner', ShapeField(() => Inner, { description })],
    ['a free text in a list of shapes', 'all', ShapeListField(() => Inner, { maxItems: 3, description })],
  ])('are refused with %s', (_what, name, field) => {
    expect(factFaults(shapeWith(name, field))).toHaveLength(1);
  });

  it('can contain IDs, choices, words, numbers and times', () => {
    expect(factFaults(Harmless)).toEqual([]);
  });
});

class Inner {
  @TextField({ max: 40, description })
  kind: string;
}

class Harmless {
  @IdField({ description })
  messageId: string;

  @ChoiceField({ values: ['title', 'body'], description })
  text: string;

  @TextField(word)
  reason: string;

  @TextListField({ ...word, maxItems: 3 })
  roles: string[];

  @TextListField({ maxItems: 3, max: 10, values: ['a', 'b'], description })
  parts: string[];

  @IntegerField({ min: 0, max: 9, description })
  count: number;

  @TimeField({ description })
  until: string;
}
