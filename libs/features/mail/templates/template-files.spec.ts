import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { defineMail, type MailDefinition } from '../define-mail';
import { TemplateFiles } from './template-files';

const TEXT = 'Subject: Hello {{name}}\n\n[Go]({{link}})\n';

describe('The folder of MAIL_TEMPLATES', () => {
  let root: string;
  let folder: string;
  let mail: MailDefinition;

  beforeAll(() => {
    root = mkdtempSync(join(tmpdir(), 'userkeep-templates-'));
    for (const language of ['en', 'de']) write(join(root, 'ours', language, 'greeting.txt'), TEXT);
    const values = { name: 'Ada', link: 'https://id.example.com/' };
    mail = defineMail('sample.greeting', { folder: join(root, 'ours'), values });
  });
  afterAll(() => rmSync(root, { recursive: true }));
  beforeEach(() => {
    folder = mkdtempSync(join(root, 'theirs-'));
  });

  function write(path: string, content: string) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
  }
  const faultsWith = (files: Record<string, string>) => {
    for (const [path, content] of Object.entries(files)) write(join(folder, path), content);
    return new TemplateFiles([mail], folder).faults.map((fault) => fault.replaceAll(`${folder}/`, ''));
  };

  it('may replace a text, an HTML part and the layout, and add languages', () => {
    expect(
      faultsWith({
        'de/sample.greeting.txt': TEXT,
        'de/sample.greeting.html': '<p>{{name}} {{app}}</p>',
        'fr-CA/sample.greeting.txt': TEXT,
        'layout.html': '<html>{{content}}</html>',
        '.git/config': 'ignored',
      }),
    ).toEqual([]);
    const files = new TemplateFiles([mail], folder);
    expect([...(files.texts.get('sample.greeting')?.keys() ?? [])]).toEqual(['en', 'de', 'fr-CA']);
    expect(files.layout[0]).toBe('<html>');
    expect(files.texts.get('sample.greeting')?.get('de')?.html).toBeDefined();
  });

  it('may contain only an HTML part in a built-in language', () => {
    expect(faultsWith({ 'en/sample.greeting.html': '<p>{{name}}</p>' })).toEqual([]);
  });

  it.each<[string, Record<string, string>, string]>([
    [
      'a text without a subject',
      { 'de/sample.greeting.txt': 'Hello' },
      'de/sample.greeting.txt must begin with a line `Subject: …`.',
    ],
    [
      'an unknown value',
      { 'de/sample.greeting.txt': 'Subject: x\n\n{{nmae}}' },
      'de/sample.greeting.txt uses {{nmae}}, but the only values are {{name}}, {{link}}, {{app}}.',
    ],
    [
      'an unknown value in HTML',
      { 'en/sample.greeting.html': '{{nmae}}' },
      'en/sample.greeting.html uses {{nmae}}, but the only values are {{name}}, {{link}}, {{app}}.',
    ],
    ['a file of no mail', { 'de/sample.greetings.txt': TEXT }, 'de/sample.greetings.txt does not belong to any mail.'],
    ['a file of another kind', { 'de/sample.greeting.md': TEXT }, 'de/sample.greeting.md does not belong to any mail.'],
    [
      'a folder in place of a file',
      { 'de/sample.greeting.txt/inside.txt': TEXT },
      'de/sample.greeting.txt is a folder, not a file.',
    ],
    [
      'a folder of no language',
      { 'deutsch_at/sample.greeting.txt': TEXT },
      'deutsch_at is neither layout.html nor a language folder.',
    ],
    [
      'a language in another spelling',
      { 'DE/sample.greeting.txt': TEXT },
      'DE is neither layout.html nor a language folder.',
    ],
    ['a stray file', { 'layuot.html': '{{content}}' }, 'layuot.html is neither layout.html nor a language folder.'],
    ['a layout without content', { 'layout.html': '<html></html>' }, 'layout.html must contain {{content}}.'],
    [
      'a layout with an unknown name',
      { 'layout.html': '{{content}}{{link}}' },
      'layout.html uses {{link}}, but the only values are {{language}}, {{subject}}, {{content}}, {{app}}.',
    ],
    [
      'HTML without a text',
      { 'fr/sample.greeting.html': '<p></p>' },
      'fr/sample.greeting.html has no sample.greeting.txt beside it.',
    ],
  ])('is rejected with one sentence for %s', (_what, files, sentence) => {
    expect(faultsWith(files)).toEqual([sentence]);
  });

  it('is rejected if it does not exist', () => {
    expect(new TemplateFiles([mail], join(folder, 'nowhere')).faults).toEqual([
      `MAIL_TEMPLATES names ${join(folder, 'nowhere')}, which is not a folder.`,
    ]);
  });

  it('lists every fault at once, including a missing language of a built-in mail', () => {
    const half = { ...mail, name: 'sample.half', folder: join(root, 'nothing') };
    const { faults } = new TemplateFiles([half], undefined);
    expect(faults).toEqual(
      ['en', 'de'].map((language) => `${join(root, 'nothing', language, 'half.txt')} is missing.`),
    );
  });
});

describe('A mail', () => {
  const folder = '/nowhere';
  it.each<[string, string, Record<string, string>]>([
    ['a name without a feature', 'greeting', {}],
    ['capitals in its name', 'Sample.greeting', {}],
    ['a path in its name', 'sample.../x', {}],
    ['a value that no template can name', 'sample.one', { 'first name': 'x' }],
    ['a value that every mail has', 'sample.two', { app: 'x' }],
  ])('cannot be declared with %s', (_what, name, values) => {
    expect(() => defineMail(name, { folder, values })).toThrow(/is not a valid name|cannot have a value/);
  });

  it('can be declared once', () => {
    defineMail('sample.once', { folder, values: {} });
    expect(() => defineMail('sample.once', { folder, values: {} })).toThrow('declared twice');
  });
});
