import { isAppType, textsFaults } from './type-faults.rule';

const EN = { language: 'en', title: 'Version {{version}}', text: 'Read it in {{app}}.' };

describe('The texts of a notification type', () => {
  it('can contain the fields of the data, the name of the app and the user who caused it', () => {
    const many = { title: '{{actor}} and {{others}} more', text: '' };
    const actions = [{ title: 'Read {{version}} with {{actor}}', path: '/releases/{{version}}' }];
    expect(textsFaults([{ ...EN, many, actions }], ['version'])).toEqual([]);
  });

  it.each([
    ['a field that the data does not have', { ...EN, text: '{{versoin}}' }, /uses \{\{versoin\}\}/],
    ['braces that are not closed', { ...EN, title: 'Version {{version' }, /do not enclose/],
    ['an unknown field in the text for several users', { ...EN, many: { title: '{{x}}', text: '' } }, /\{\{x\}\}/],
    ['an unknown field in the title of an action', { ...EN, actions: [{ title: '{{x}}', path: '/' }] }, /\{\{x\}\}/],
    ['a name in a path', { ...EN, actions: [{ title: 'Open', path: '/{{actor}}' }] }, /uses \{\{actor\}\}/],
  ])('are refused with %s', (_, texts, fault) => {
    expect(textsFaults([texts], ['version'])).toEqual([
      expect.objectContaining({
        pointer: '/texts/0',
        code: 'communications.bad_template',
        parameters: { fault: expect.stringMatching(fault) },
      }),
    ]);
  });

  it('are refused twice in one language', () => {
    expect(textsFaults([EN, EN], ['version'])).toEqual([
      { pointer: '/texts/1/language', code: 'communications.language_repeated' },
    ]);
  });
});

describe('The name of a notification type of an app', () => {
  it.each([
    ['app.released', true],
    ['app.orders.order_shipped', true],
    ['auth.password_changed', false],
    ['app', false],
    ['app.Released', false],
    [`app.${'a'.repeat(80)}`, false],
  ])('%s: %s', (type, valid) => {
    expect(isAppType(type)).toBe(valid);
  });
});
