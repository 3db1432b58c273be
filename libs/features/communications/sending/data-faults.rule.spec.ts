import { dataFaults } from './data-faults.rule';

const TYPE = {
  topic: 'releases',
  channels: [],
  fields: ['version', 'unused'],
  texts: [{ language: 'en', title: 'Version {{version}}', text: 'It is here.' }],
};

describe('The data of a notification', () => {
  it.each([
    ['a text', { version: '2.0' }],
    ['a number', { version: 2 }],
    ['more than the texts contain', { version: '2.0', link: { path: '/new' } }],
  ])('can have %s', (_, data) => {
    expect(dataFaults(TYPE, { data })).toEqual([]);
  });

  it.each([
    ['nothing', undefined],
    ['an object in a field of the texts', { version: {} }],
    ['a field of the prototype only', Object.create({ version: '2.0' }) as Record<string, unknown>],
  ])('must not have %s', (_, data) => {
    expect(dataFaults(TYPE, { ...(data && { data }) })).toEqual([
      { pointer: '/data/version', code: 'communications.missing_field', parameters: { name: 'version' } },
    ]);
  });

  it('needs no field of a template that is replaced', () => {
    expect(dataFaults(TYPE, { title: 'Version 2 is here' })).toEqual([]);
  });

  it('has the fields of the actions, and no path gets too long by them', () => {
    const actions = [{ title: 'Open', path: '/releases/{{version}}' }];
    const type = { ...TYPE, texts: [{ language: 'en', title: 'A new version', text: '', actions }] };
    expect(dataFaults(type, { data: { version: '2.0' } })).toEqual([]);
    expect(dataFaults(type, { data: {} })).toMatchObject([{ pointer: '/data/version' }]);
    expect(dataFaults(type, { data: { version: 'é'.repeat(200) } })).toEqual([
      { pointer: '/data', code: 'communications.path_too_long', parameters: { max: 1000 } },
    ]);
  });

  it('must not be larger than 4 KiB', () => {
    expect(dataFaults(TYPE, { data: { version: 'x'.repeat(5000) } })).toEqual([
      { pointer: '/data', code: 'communications.data_too_large', parameters: { max: 4096 } },
    ]);
  });
});
