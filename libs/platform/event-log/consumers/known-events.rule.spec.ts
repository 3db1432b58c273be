import { defineEvent, NoFacts } from '../definitions/define-event';
import { concerns } from './known-events.rule';

const Public = defineEvent('test_known.public', 1, NoFacts, 'Something happened');
const Internal = defineEvent('test_known.internal', 1, NoFacts, 'Something internal happened', {
  internal: { keptDays: 2 },
});
const consumerOf = (on: readonly (typeof Public | typeof Internal)[] | '*') =>
  ({ name: 'test.known', on, from: 'now', handle: async () => undefined }) as never;
const eventOf = (type: string, version = 1) => ({ type, version }) as never;

describe('A consumer', () => {
  it('receives no internal events if it receives all events', () => {
    expect(concerns(consumerOf('*'), eventOf(Public.type))).toBe(true);
    expect(concerns(consumerOf('*'), eventOf('app.order_placed'))).toBe(true);
    expect(concerns(consumerOf('*'), eventOf(Internal.type))).toBe(false);
  });

  it('that names an internal event receives it', () => {
    expect(concerns(consumerOf([Internal]), eventOf(Internal.type))).toBe(true);
    expect(concerns(consumerOf([Internal]), eventOf(Public.type))).toBe(false);
    expect(concerns(consumerOf([Public]), eventOf(Internal.type, 2))).toBe(true);
  });
});
