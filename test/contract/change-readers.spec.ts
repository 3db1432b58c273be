import { allChangeReaders, changeReaderOf } from '@platform/event-log/changes/change-readers';
import { allEvents, defineEvent, NoFacts } from '@platform/event-log/definitions/define-event';
import { allPermissions } from '@platform/http/access/audience';
import { loadDeclarations } from '@test/support/declarations';

describe('The permission to read the values of changes in events', () => {
  beforeAll(loadDeclarations);

  it('exists for every event type that declares one', () => {
    const readers = [...allChangeReaders().values()].flatMap((fields) => Object.values(fields));
    const unknown = readers.flatMap(({ permission }) =>
      permission === null || allPermissions().has(permission) ? [] : [permission],
    );
    expect(unknown).toEqual([]);
    expect(allEvents().filter(({ type }) => !allChangeReaders().has(type))).toEqual([]);
  });

  it('must be declared for a field before an event can contain it', () => {
    const Moved = defineEvent('contract.moved', 1, NoFacts, 'A test moved', {
      changes: { from: { permission: null } },
    });
    const change = { before: 1, after: 2 };
    expect(Moved.of({ subject: null, changes: { from: change } }).changes).toEqual({ from: change });
    expect(() => Moved.of({ subject: null, changes: { from: change, to: change } })).toThrow(
      'contract.moved does not declare who reads to.',
    );
  });

  it('covers every field that matches a name with .* at the end, and no undeclared field', () => {
    expect(changeReaderOf('users.personal_data_changed', 'attributes.score')).toMatchObject({
      permission: 'personal.read',
    });
    expect(changeReaderOf('app.order_placed', 'details')).toMatchObject({ permission: 'personal.read' });
    expect(changeReaderOf('app.order_placed', 'before')).toBeUndefined();
    expect(changeReaderOf('users.profile_changed', 'constructor')).toBeUndefined();
  });
});
