import { drainText, frameText, HEARTBEAT, positionText } from './frame-text.rule';

describe('The text of the stream', () => {
  it('has one block for each event, with its position, its kind and its data on one line', () => {
    const data = JSON.stringify({ bio: 'two\nlines' });
    expect(frameText(7, 'profile.changed', data)).toBe(
      'id: 7\nevent: profile.changed\ndata: {"bio":"two\\nlines"}\n\n',
    );
  });

  it('moves the position without an event, and tells clients when to come back without moving it', () => {
    expect(positionText(8)).toBe('id: 8\n\n');
    expect(drainText(750)).toBe('retry: 750\nevent: drain\ndata: {}\n\n');
    expect(HEARTBEAT).toMatch(/^:.*\n\n$/);
  });
});
