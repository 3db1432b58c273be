import { CHANNELS } from '@platform/notifications/channels';
import type { Choices } from './choices.rule';
import { planOf } from './delivery-plan.rule';
import { WEEKDAYS } from './quiet-hours.rule';

const NOW = new Date('2026-12-01T10:00:00Z');
const DEFAULTS: Choices = {
  channels: {},
  topics: {},
  digest: 'off',
  quietHours: { enabled: false, from: '22:00', until: '07:00', days: WEEKDAYS },
  timeZone: 'UTC',
};

describe('The plan of a notification', () => {
  const plan = (
    choices: Partial<Choices>,
    topic = 'releases',
    channels: readonly (typeof CHANNELS)[number][] = CHANNELS,
  ) => planOf({ ...DEFAULTS, ...choices }, { topic, channels }, NOW);
  const channelsOf = (...given: Parameters<typeof plan>) => plan(...given).map(({ channel }) => channel);

  it('is by mail and push at once, as long as the user chooses nothing', () => {
    const atOnce = { dueAt: NOW, isDigest: false, onlyIfUnread: false };
    expect(plan({})).toEqual([
      { channel: 'email', ...atOnce },
      { channel: 'push', ...atOnce },
    ]);
  });

  it.each([
    ['only by the channels of its type', {}, 'releases', ['push'], ['push']],
    ['without a channel that is off for all topics', { channels: { email: false } }, 'releases', undefined, ['push']],
    [
      'without a channel that is off for the topic',
      { topics: { releases: { push: false } } },
      'releases',
      undefined,
      ['email'],
    ],
    ['as before for other topics', { topics: { other: { push: false } } }, 'releases', undefined, ['email', 'push']],
    [
      'by a channel that is on for the topic',
      { topics: { releases: { sms: true } } },
      'releases',
      undefined,
      ['email', 'push', 'sms'],
    ],
    ['not at all while muted', { mutedUntil: '2026-12-01T10:00:01Z' }, 'releases', undefined, []],
    ['again when muting has ended', { mutedUntil: '2026-12-01T10:00:00Z' }, 'releases', undefined, ['email', 'push']],
    [
      'while muted if it is about security',
      { mutedUntil: '2026-12-02T00:00:00Z' },
      'security',
      undefined,
      ['email', 'push'],
    ],
    ['as usual for a topic named like a property of all objects', {}, 'constructor', undefined, ['email', 'push']],
  ] as const)('is %s', (_, choices, topic, channels, expected) => {
    expect(channelsOf(choices as Partial<Choices>, topic, channels)).toEqual(expected);
  });

  it('is a digest by mail, and push at once', () => {
    expect(plan({ digest: 'daily' })).toMatchObject([
      { channel: 'email', isDigest: true, dueAt: new Date('2026-12-02T08:00:00Z') },
      { channel: 'push', isDigest: false, dueAt: NOW },
    ]);
    expect(plan({ digest: 'daily', topics: { releases: { digest: 'off' } } })).toMatchObject([{ isDigest: false }, {}]);
  });

  it('is a mail later and only if it is unread, unless it is about security or not in the inbox', () => {
    const choices = { emailIfUnreadAfterMinutes: 120 };
    expect(plan(choices)).toMatchObject([
      { onlyIfUnread: true, dueAt: new Date('2026-12-01T12:00:00Z') },
      { dueAt: NOW },
    ]);
    expect(plan(choices, 'security')).toMatchObject([{ onlyIfUnread: false, dueAt: NOW }, {}]);
    expect(plan({ ...choices, channels: { inbox: false } })).toMatchObject([{ onlyIfUnread: false, dueAt: NOW }, {}]);
  });
});
