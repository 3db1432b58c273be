import { parseLanguageTag } from './language-tag.rule';

describe('A language tag', () => {
  it.each([
    ['en', 'en'],
    ['DE-at', 'de-AT'],
    ['zh-hans-cn', 'zh-Hans-CN'],
  ])('%s is written %s', (text, tag) => expect(parseLanguageTag(text)).toBe(tag));
  it.each(['', 'en_US', 'e', '../en', 'en-', `en-x-${'a'.repeat(40)}`])('cannot be %j', (text) => {
    expect(parseLanguageTag(text)).toBeUndefined();
  });
});
