import { CommonPasswords } from './common-passwords';
import { normalisePassword } from './password-hasher';
import { faultOf } from './password-policy.rule';

describe('The password policy', () => {
  const common = new CommonPasswords();
  const context = {
    minLength: 15,
    personalWords: ['ada', 'lovelace', 'adalovelace'],
    isCommon: (word: string) => common.has(word),
  };

  it.each([
    ['violet teapots dance slowly', undefined],
    ['correct horse battery staple', undefined],
    ['🐢🐢🐉🐉🦊🦊🐺🐺🐻🐻🐼🐼🐨🐨🐯', undefined],
    ['fourteen chars', 'too_short'],
    ['🐢🐉🦊🐺', 'too_short'],
    ['passwordpassword', 'too_common'],
    ['P@ssw0rd2026!!!!', 'too_common'],
    ['!!!!!sunshine!!!!!', 'too_common'],
    ['iloveyouiloveyou', 'too_common'],
    ['123456789012345678', 'too_common'],
    ['abcdefghijklmnopqrst', 'too_common'],
    ['qwertzuiopasdfghj', 'too_common'],
    ['zzzzzzzzzzzzzzzzz', 'too_common'],
    ['AdaLovelace1815!!', 'contains_personal_info'],
    ['adalovelaceadalovelace', 'contains_personal_info'],
    ['x y'.repeat(100), 'too_long'],
    ['tab\tin the middle of it', 'invalid_characters'],
    ['half a pair \ud800 of surrogates', 'invalid_characters'],
  ])('answers %j with %s', (password, fault) => expect(faultOf(password, context)).toBe(fault));

  it('treats every Unicode spelling of a password as the same', () => {
    expect(normalisePassword('Łódź Ångström')).toBe(normalisePassword('Łódź Ångström'.normalize('NFD')));
    expect(normalisePassword('ｆｕｌｌ')).toBe('full');
  });
});
