import { defineEvent, NoFacts } from '../definitions/define-event';
import { wantedCondition } from './wanted-types.rule';

const Wanted = defineEvent('test_wanted.this', 2, NoFacts, 'Something wanted happened');
const Other = defineEvent('test_wanted.other', 1, NoFacts, 'Something else happened');

describe('The condition for the events that consumers want', () => {
  it('selects their types, and events that this version does not know', () => {
    expect(wantedCondition([{ on: [Wanted] }], [Wanted, Other])).toBe(
      "(type IN ('', 'test_wanted.this') OR (type NOT LIKE 'app.%' AND " +
        "CONCAT(type, '@', version) NOT IN ('', 'test_wanted.this@1', 'test_wanted.this@2', 'test_wanted.other@1')))",
    );
  });

  it('is absent if a consumer wants all events', () => {
    expect(wantedCondition([{ on: [Wanted] }, { on: '*' }], [Wanted])).toBeUndefined();
  });
});
