import { ACTION_PATH, filledPath, fillTexts, shownTexts } from './notification-texts.rule';

describe('The path of an action', () => {
  it.each([
    ['/posts/{{id}}', { id: '17' }, '/posts/17'],
    ['/search?q={{id}}#top', { id: 'a&b=c #d' }, '/search?q=a%26b%3Dc%20%23d#top'],
    ['/posts/{{id}}/edit', { id: '../admin' }, '/posts/..%2Fadmin/edit'],
    ['/posts/{{id}}', { id: '..' }, '/posts/'],
    ['/{{id}}/evil.example', { id: '' }, '/evil.example'],
    ['/{{id}}', { id: '/evil.example' }, '/%2Fevil.example'],
    ['/posts/{{id}}', { id: '\uD800' }, '/posts/%EF%BF%BD'],
    ['/posts/{{id}}', {}, '/posts/'],
  ])('%s with %j is %s', (template, values, path) => {
    expect(filledPath(template, values)).toBe(path);
  });

  it.each([
    ['/', true],
    ['/posts/{{id}}?a=1#b', true],
    ['', false],
    ['posts', false],
    ['//evil.example', false],
    ['/\\evil.example', false],
    ['https://evil.example', false],
    ['javascript:alert(1)', false],
    ['/a b', false],
  ])('%j is valid as a template: %s', (path, valid) => {
    expect(ACTION_PATH.test(path)).toBe(valid);
  });
});

describe('The actions of a notification', () => {
  it('have the name of the user who caused it in their titles', () => {
    const actions = [{ title: 'Reply to {{actor}} about {{post}}', path: '/posts/{{post}}' }];
    const filled = fillTexts({ title: 'A reply', text: '', actions }, { post: 'p 1' });
    expect(shownTexts(filled, { actor: 'Ada', people: 1 })).toEqual({
      title: 'A reply',
      text: '',
      actions: [{ title: 'Reply to Ada about p 1', path: '/posts/p%201' }],
    });
  });

  it('are none if the type has none', () => {
    const filled = fillTexts({ title: 'A reply', text: '' }, {});
    expect(shownTexts(filled, { actor: 'Ada', people: 1 }).actions).toEqual([]);
  });
});
