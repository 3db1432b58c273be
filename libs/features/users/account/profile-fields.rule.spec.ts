import { parseLocale } from './profile-fields.rule';

describe('A locale', () => {
  it.each([
    ['en', 'en'],
    ['DE-at', 'de-AT'],
    ['zh-hans-cn', 'zh-Hans-CN'],
  ])('%s is written %s', (text, tag) => expect(parseLocale(text)).toBe(tag));
  it.each(['', 'en_US', 'e', '../en', 'en-', `en-x-${'a'.repeat(40)}`])('cannot be %j', (text) => {
    expect(parseLocale(text)).toBeUndefined();
  });
});
