import { BooleanField, ChoiceField, IdField, IntegerField, TextListField } from '@platform/http/fields/fields';
import { newId } from '@platform/ids/ids';
import { checkFacts } from './check-facts';
import { defineEvent, NoFacts } from './define-event';
import { CHANGED_FIELDS } from './fact-words';

class MovedFacts {
  @IdField({ description: 'The ID of the box.' })
  boxId: string;

  @IntegerField({ min: 1, max: 10, description: 'The number of boxes.' })
  boxes: number;

  @ChoiceField({ values: ['van', 'train'], description: 'The vehicle.' })
  by: 'van' | 'train';

  @TextListField(CHANGED_FIELDS)
  fields: readonly string[];

  @BooleanField({ optional: true, description: 'Whether the move is complete.' })
  done?: boolean;
}

const Moved = defineEvent('test_facts.moved', 2, MovedFacts, 'A user moved');
const Left = defineEvent('test_facts.left', 1, NoFacts, 'A user left');

describe('The check of facts', () => {
  const valid: MovedFacts = { boxId: newId(), boxes: 3, by: 'van', fields: ['city', 'attributes.floor_2'] };
  const check = (facts: object) => () => checkFacts(Moved.of({ subject: null, facts: facts as MovedFacts }));

  it('accepts facts that match the schema, with or without optional fields', () => {
    expect(check(valid)).not.toThrow();
    expect(check({ ...valid, done: true })).not.toThrow();
    expect(check({ ...valid, done: undefined })).not.toThrow();
    expect(check({ ...valid, fields: [] })).not.toThrow();
  });

  it.each([
    ['a missing field', { boxId: undefined }, '/boxId'],
    ['an unknown field', { colour: 'red' }, '/colour'],
    ['an unknown field that all objects inherit', { constructor: 'x' }, '/constructor'],
    ['an invalid ID', { boxId: '7' }, '/boxId'],
    ['a number out of range', { boxes: 11 }, '/boxes'],
    ['a number as text', { boxes: '3' }, '/boxes'],
    ['a word that is not a choice', { by: 'plane' }, '/by'],
    ['free text in a list of words', { fields: ['city', 'Ada Lovelace'] }, '/fields'],
    ['a list in place of a word', { by: ['van'] }, '/by'],
    ['null', { done: null }, '/done'],
  ])('rejects %s', (_what, change, pointer) => {
    expect(check({ ...valid, ...change })).toThrow(`The facts of test_facts.moved do not match their schema: `);
    expect(check({ ...valid, ...change })).toThrow(`"pointer":"${pointer}"`);
  });

  it('rejects facts on an event without facts', () => {
    const event = Left.of({ subject: null });
    expect(() => checkFacts(event)).not.toThrow();
    expect(() => checkFacts({ ...event, facts: { boxes: 1 } })).toThrow('The event test_facts.left has no facts.');
  });

  it('rejects an event or a version that is not defined', () => {
    const event = Moved.of({ subject: null, facts: valid });
    expect(() => checkFacts({ ...event, version: 1 })).toThrow('The event test_facts.moved has no version 1.');
    expect(() => checkFacts({ ...event, type: 'test_facts.gone' })).toThrow(
      'The event test_facts.gone is not defined.',
    );
  });
});
