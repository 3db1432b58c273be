import { IntegerField } from '@platform/http/fields/fields';
import { firstIdAt, idToBytes, newId, type UserId } from '@platform/ids/ids';
import { allEvents, defineEvent, NoFacts } from './define-event';

class MovedFacts {
  @IntegerField({ min: 0, max: 100, description: 'The number of boxes.' })
  boxes: number;
}

describe('The catalogue of events', () => {
  const moved = defineEvent('test_catalogue.moved', 1, MovedFacts, 'A user moved.');
  const left = defineEvent('test_catalogue.left', 3, NoFacts, 'A user left.');

  it('lists the declared events', () => {
    expect(allEvents()).toContainEqual(expect.objectContaining({ type: 'test_catalogue.moved', version: 1 }));
  });

  it('rejects a type that is declared twice or has no owner, and a version that is not a positive integer', () => {
    expect(() => defineEvent('test_catalogue.moved', 1, NoFacts, 'Again.')).toThrow('twice');
    expect(() => defineEvent('moved', 1, NoFacts, 'Whose?')).toThrow('is not a valid name');
    for (const version of [0, 1.5, -1])
      expect(() => defineEvent('test_catalogue.versions', version, NoFacts, 'No.')).toThrow('is not a valid version');
  });

  it('creates events whose id contains the time when they happened', () => {
    const before = Date.now();
    const events = Array.from({ length: 100_000 }, () => left.of({ subject: null }));
    const strange = events.filter(({ id, at }) => idToBytes(id).compare(firstIdAt(at)) < 0);
    expect(strange).toEqual([]);
    const times = events.map(({ at }) => at.getTime());
    expect(times[0]).toBeGreaterThanOrEqual(before);
    expect(times.at(-1)).toBeLessThanOrEqual(Date.now());
  });

  it('creates events with a unique ID, the version, and the facts', () => {
    const one = moved.of({ subject: null, facts: { boxes: 3 } });
    expect(one).toMatchObject({ type: 'test_catalogue.moved', version: 1, facts: { boxes: 3 }, changes: {} });
    expect(left.of({ subject: null })).toMatchObject({ version: 3, otherSubjects: [], facts: {} });
    expect(moved.of({ subject: null, facts: { boxes: 3 } }).id).not.toBe(one.id);
  });

  it('creates events that concern at most 100 other users', () => {
    const users = Array.from({ length: 101 }, () => newId<UserId>());
    expect(left.of({ subject: null, otherSubjects: users.slice(1) }).otherSubjects).toHaveLength(100);
    expect(() => left.of({ subject: null, otherSubjects: users })).toThrow('concerns too many users');
  });
});
