import { defineEvent, NoFacts } from '../definitions/define-event';
import { onlyTypes, wantedTypes } from './wanted-types.rule';

const Wanted = defineEvent('test_wanted.this', 2, NoFacts, 'Something wanted happened');
const Other = defineEvent('test_wanted.other', 1, NoFacts, 'Something else happened');

describe('The events that consumers want', () => {
  it('are those of their types, and events that this version does not know', () => {
    const types = wantedTypes([{ on: [Wanted] }], [Wanted, Other]);
    expect(types?.condition).toBe(
      "(type IN ('', 'test_wanted.this') OR (type NOT LIKE 'app.%' AND " +
        "CONCAT(type, '@', version) NOT IN ('', 'test_wanted.this@1', 'test_wanted.this@2', 'test_wanted.other@1')))",
    );
    expect(types?.has('test_wanted.this', 1)).toBe(true);
    expect(types?.has('test_wanted.other', 1)).toBe(false);
    expect(types?.has('test_wanted.other', 2)).toBe(true);
    expect(types?.has('test_wanted.newer', 1)).toBe(true);
    expect(types?.has('app.order_placed', 1)).toBe(false);
  });

  it('can be limited to the named ones', () => {
    const types = onlyTypes(['test_wanted.this']);
    expect(types.condition).toBe("type IN ('', 'test_wanted.this')");
    expect([types.has('test_wanted.this', 9), types.has('test_wanted.other', 2)]).toEqual([true, false]);
  });

  it('are all events if a consumer wants all', () => {
    expect(wantedTypes([{ on: [Wanted] }, { on: '*' }], [Wanted])).toBeUndefined();
  });
});
