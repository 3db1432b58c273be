import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { allEvents, type EventDefinition } from '@platform/event-log/definitions/define-event';
import { IdField, IntegerField } from '@platform/http/fields/fields';
import { loadDeclarations } from '@test/support/declarations';
import { frozenEventFaults, frozenLinesOf } from '@test/support/frozen-events';

const description = 'A field of this test.';

class MovedFacts {
  @IdField({ description })
  boxId: string;

  @IntegerField({ min: 0, max: 9, optional: true, description })
  boxes?: number;
}

class OtherFacts {
  @IdField({ description })
  boxId: string;

  @IntegerField({ min: 0, max: 9, description })
  boxes: number;
}

describe('The versions of events', () => {
  beforeAll(loadDeclarations);

  it('are frozen: a change of the facts or changes of an event needs a higher version', () => {
    const frozen = readFileSync(join(__dirname, 'events.txt'), 'utf8').trim().split('\n');
    expect(frozenEventFaults(allEvents(), frozen)).toEqual([]);
    expect(frozen).toEqual([...new Set(frozen)].sort());
  });

  describe('compared with the list', () => {
    const moved = event(1, MovedFacts, { city: { permission: 'users.read' } });
    const frozen = frozenLinesOf(moved);
    const faults = (...events: EventDefinition[]) => frozenEventFaults(events, frozen);

    it('consist of facts with their schemas, and of changed fields with their readers', () => {
      expect(frozen).toEqual([
        'test_frozen.moved@1',
        'test_frozen.moved@1 change city {"permission":"users.read"}',
        'test_frozen.moved@1 fact boxId {"type":"string","format":"uuid","minLength":36,"maxLength":36}',
        'test_frozen.moved@1 fact boxes? {"type":"integer","format":"int32","minimum":0,"maximum":9}',
      ]);
      expect(faults(moved)).toEqual([]);
    });

    it('are refused with other facts or other changed fields in the same version', () => {
      const other = [
        event(1, OtherFacts, moved.changes),
        event(1, MovedFacts, {}),
        event(1, MovedFacts, { ...moved.changes, street: { permission: null } }),
      ];
      for (const changed of other) expect(faults(changed)).toEqual([expect.stringContaining('Increase its version')]);
    });

    it('are accepted with other facts in a higher version once it is listed', () => {
      const next = event(2, OtherFacts, {});
      expect(faults(next)).toEqual([expect.stringContaining('Add these lines')]);
      expect(frozenEventFaults([next], [...frozen, ...frozenLinesOf(next)])).toEqual([]);
    });

    it('are refused if an old version or an event is missing', () => {
      const next = event(2, OtherFacts, {});
      expect(frozenEventFaults([next], frozenLinesOf(next))).toEqual([expect.stringContaining('moved@1 must stay')]);
      expect(faults()).toEqual([expect.stringContaining('moved@1 is in the list, but not defined')]);
    });

    it('are refused with other readers until the list is changed', () => {
      const changed = event(1, MovedFacts, { city: { permission: null } });
      expect(faults(changed)).toEqual([expect.stringContaining('other readers')]);
    });
  });
});

function event(version: number, facts: EventDefinition['facts'], changes: EventDefinition['changes']): EventDefinition {
  return { type: 'test_frozen.moved', version, facts, changes } as EventDefinition;
}
