import { topicTitleIn } from './topic-names.rule';

const names = [
  { language: 'en', title: 'All releases', description: '' },
  { language: 'de', title: 'Alle Versionen', description: '' },
];

describe('The title of a topic', () => {
  it.each([
    ['releases', names, 'de-AT', 'Alle Versionen'],
    ['releases', names, 'fr', 'All releases'],
    ['releases', names, undefined, 'All releases'],
    ['security', undefined, 'de', 'Sicherheit'],
    ['account', undefined, 'fr', 'Account'],
    ['deleted', undefined, 'de', 'deleted'],
  ])('of %s is in the nearest language', (topic, given, language, title) =>
    expect(topicTitleIn(topic, given, language)).toBe(title),
  );
});
