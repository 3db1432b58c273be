import { canResume, positionIn } from './resume.rule';

const DAY = 24 * 3600;

describe('The position of a Last-Event-ID', () => {
  it.each(['0', '7', '999999999999999'])('is read from %s', (text) => {
    expect(positionIn(text)).toBe(Number(text));
  });

  it.each(['', ' 7', '-1', '+1', '1.5', '1e3', '0x10', '٧', '1000000000000000', '7\n'])('is unknown for %p', (text) => {
    expect(positionIn(text)).toBeUndefined();
  });
});

describe('A stream resumes', () => {
  it.each([
    ['after an event of the last 24 hours', 5, { newest: 9, ageInSeconds: DAY }, true],
    ['not after an older one', 5, { newest: 9, ageInSeconds: DAY + 1 }, false],
    ['after the newest event, however old it is', 9, { newest: 9, ageInSeconds: 9 * DAY }, true],
    ['not after an event that does not exist', 10, { newest: 9, ageInSeconds: 0 }, false],
    ['not after an unknown position', undefined, { newest: 9, ageInSeconds: 0 }, false],
  ])('%s', (_name, position, log, expected) => {
    expect(canResume(position, log)).toBe(expected);
  });
});
