import { newId } from '@platform/ids/ids';
import { isRecipients, MAX_USERS } from './recipients.rule';

describe('The recipients of a notification', () => {
  it.each([
    ['one user', [newId()], true],
    ['a topic', { topic: 'releases' }, true],
    ['no user', [], false],
    ['too many users', Array.from({ length: MAX_USERS + 1 }, () => newId()), false],
    ['a name in place of an ID', ['ada'], false],
    ['a topic with a bad name', { topic: '../x' }, false],
    ['a topic and something else', { topic: 'releases', users: [] }, false],
    ['null', null, false],
    ['a text', 'releases', false],
  ])('as %s are accepted or refused', (_, value, valid) => {
    expect(isRecipients(value)).toBe(valid);
  });
});
