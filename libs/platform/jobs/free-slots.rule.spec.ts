import { FreeSlots } from './free-slots.rule';

const DEFINITIONS = new Map([
  ['quick', { name: 'quick' }],
  ['other', { name: 'other' }],
  ['slow', { name: 'slow', atOnce: 2 }],
]);
const running = (...names: string[]) => names.map((name) => ({ name }));

describe('The slots of a worker', () => {
  it('are shared by all jobs without dedicated slots', () => {
    const slots = new FreeSlots(DEFINITIONS, running('quick', 'slow'), 2);
    expect(slots.names).toEqual(['quick', 'other', 'slow']);
    expect(slots.total).toBe(2);
    expect([slots.take('other'), slots.take('quick'), slots.take('slow'), slots.take('slow')]).toEqual([
      true,
      false,
      true,
      false,
    ]);
  });

  it('of slow jobs and of other jobs do not affect each other', () => {
    expect(new FreeSlots(DEFINITIONS, running('slow', 'slow'), 1).names).toEqual(['quick', 'other']);
    expect(new FreeSlots(DEFINITIONS, running('quick'), 1).names).toEqual(['slow']);
  });

  it('are zero when more jobs run than allowed', () => {
    expect(new FreeSlots(DEFINITIONS, running('quick', 'other', 'slow', 'slow', 'slow'), 1).total).toBe(0);
  });
});
