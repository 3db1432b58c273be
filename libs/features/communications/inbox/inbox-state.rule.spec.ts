import { stateAfter, unreadDelta, type NotificationState, type WantedState } from './inbox-state.rule';

describe('The state of a notification', () => {
  it.each<[NotificationState, WantedState, NotificationState]>([
    ['unread', {}, 'unread'],
    ['unread', { read: true }, 'read'],
    ['read', { read: false }, 'unread'],
    ['unread', { archived: true }, 'archived'],
    ['read', { archived: true, read: false }, 'archived'],
    ['archived', { archived: false }, 'read'],
    ['archived', { read: true }, 'archived'],
    ['archived', { read: false }, 'unread'],
    ['archived', { archived: false, read: false }, 'unread'],
  ])('%s becomes, with %j, %s', (before, wanted, after) => {
    expect(stateAfter(before, wanted)).toBe(after);
  });

  it.each<[NotificationState, NotificationState, number]>([
    ['unread', 'read', -1],
    ['unread', 'archived', -1],
    ['read', 'unread', 1],
    ['read', 'archived', 0],
    ['unread', 'unread', 0],
  ])('changes the number of unread ones from %s to %s by %d', (before, after, delta) => {
    expect(unreadDelta(before, after)).toBe(delta);
  });
});
