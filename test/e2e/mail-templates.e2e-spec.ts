import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MailServer, type ArrivedMail } from '@test/support/mail-server';
import { sendMail } from '@test/support/send-mail';
import { TestApi } from '@test/support/test-api';

describe('An operator’s own templates', () => {
  const folder = mkdtempSync(join(tmpdir(), 'userkeep-templates-'));
  let server: MailServer;
  let api: TestApi;

  const write = (path: string, content: string) => {
    mkdirSync(join(folder, path, '..'), { recursive: true });
    writeFileSync(join(folder, path), content);
  };
  const sent = async (language: string, more = {}): Promise<ArrivedMail> => {
    await sendMail(api, `${language.toLowerCase()}@example.com`, { language, ...more });
    return server.mailTo(`${language.toLowerCase()}@example.com`);
  };

  beforeAll(async () => {
    write(
      'layout.html',
      '<html lang="{{language}}"><title>{{subject}}</title><body>{{app}}: {{content}}</body></html>',
    );
    write('de/test.welcome.txt', 'Subject: Servus {{name}}\n\n[Hier entlang]({{link}})\n\n{{app}}\n');
    write('fr/test.welcome.txt', 'Subject: Bienvenue {{name}}\n\n**{{code}}**\n');
    write('fr/test.welcome.html', '<h1 title="{{name}}">Salut {{name}}</h1><a href="{{link}}">{{code}}</a>');
    server = await MailServer.start();
    api = await TestApi.start({
      ...server.env,
      MAIL_TEMPLATES: folder,
      APP_NAME: 'Kaffee & Kuchen',
      PAGES_URL: 'https://app.example.com/konto',
    });
  });
  afterAll(async () => {
    await api?.stop();
    await server?.stop();
    rmSync(folder, { recursive: true });
  });

  it('replace the built-in templates and their layout', async () => {
    const { subject, text, html } = await sent('de-AT');
    expect(subject).toBe('Servus Ada');
    expect(text).toBe('Hier entlang:\nhttps://app.example.com/konto/welcome#token=to%2Fken\n\nKaffee & Kuchen\n');
    expect(html).toBe(
      '<html lang="de"><title>Servus Ada</title><body>Kaffee &#38; Kuchen: ' +
        '<p><a class="button" href="https://app.example.com/konto/welcome#token=to%2Fken">Hier entlang</a></p>\n' +
        '<p>Kaffee &#38; Kuchen</p></body></html>',
    );
  });

  it('can add a language, with an HTML part of their own that inserts values as text', async () => {
    const { subject, text, html } = await sent('fr-CH', { name: '"><img src=x>' });
    expect([subject, text]).toEqual(['Bienvenue "><img src=x>', '    1234 5678\n']);
    expect(html).toBe(
      '<h1 title="&#34;&#62;&#60;img src=x&#62;">Salut &#34;&#62;&#60;img src=x&#62;</h1>' +
        '<a href="https://app.example.com/konto/welcome#token=to%2Fken">1234 5678</a>',
    );
  });

  it('fall back to the built-in template in other languages', async () => {
    expect((await sent('en')).subject).toBe('Welcome to Kaffee & Kuchen, Ada');
    expect((await sent('it-IT')).subject).toBe('Welcome to Kaffee & Kuchen, Ada');
  });
});
