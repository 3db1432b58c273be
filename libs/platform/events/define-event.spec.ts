import { firstIdAt, idToBytes } from '@platform/ids/ids';
import { allEvents, defineEvent } from './define-event';

describe('The catalogue of events', () => {
  const moved = defineEvent<{ boxes: number }>('test_catalogue.moved', 'A user moved.');

  it('lists the declared events', () => {
    expect(allEvents()).toContainEqual(expect.objectContaining({ type: 'test_catalogue.moved' }));
  });

  it('rejects a type that is declared twice or has no owner', () => {
    expect(() => defineEvent('test_catalogue.moved', 'Again.')).toThrow('twice');
    expect(() => defineEvent('moved', 'Whose?')).toThrow('is not a valid name');
  });

  it('creates events whose id contains the time when they happened', () => {
    const before = Date.now();
    const events = Array.from({ length: 100_000 }, () => moved.of({ subject: null }));
    const strange = events.filter(({ id, at }) => idToBytes(id).compare(firstIdAt(at)) < 0);
    expect(strange).toEqual([]);
    const times = events.map(({ at }) => at.getTime());
    expect(times[0]).toBeGreaterThanOrEqual(before);
    expect(times.at(-1)).toBeLessThanOrEqual(Date.now());
  });

  it('creates events with a unique ID and a time', () => {
    const [one, two] = [moved.of({ subject: null, facts: { boxes: 3 } }), moved.of({ subject: null })];
    expect(one).toMatchObject({ type: 'test_catalogue.moved', facts: { boxes: 3 }, changes: {} });
    expect(two.id).not.toBe(one.id);
  });
});
