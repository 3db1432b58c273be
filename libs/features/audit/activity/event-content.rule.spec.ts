import type { UserId } from '@platform/ids/ids';
import { contentOf } from './event-content.rule';

const subject = '01993f0e-5a5e-7cc0-8f0e-0a1b2c3d4e5f' as UserId;
const content = (details?: object, action = 'app.x') => contentOf({ action, subject, details });

describe('The content of an event', () => {
  it('is the same whatever the order of the keys', () => {
    expect(content({ a: 1, b: { c: [{ d: 2, e: 3 }], f: null } })).toBe(
      content({ b: { f: null, c: [{ e: 3, d: 2 }] }, a: 1 }),
    );
  });

  it('differs for other values, types, lists and actions', () => {
    const contents = [
      content(),
      content({}),
      content({ a: 1 }),
      content({ a: '1' }),
      content({ a: [1] }),
      content({ a: [1, 2] }),
      content({ a: [2, 1] }),
      content({ a: { 0: 1 } }),
      content({ a: null }),
      content({}, 'app.y'),
    ];
    expect(new Set(contents).size).toBe(contents.length);
  });
});
