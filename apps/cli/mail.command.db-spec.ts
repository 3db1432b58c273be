import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MailServer } from '@test/support/mail-server';
import { createTestDatabases, type TestDatabases } from '@test/support/test-database';
import '../features';
import { runCommand } from './run-command';

describe('userkeep mail', () => {
  let databases: TestDatabases;
  let server: MailServer;
  const home = mkdtempSync(join(tmpdir(), 'userkeep-mail-command-'));

  beforeAll(async () => {
    databases = await createTestDatabases();
    server = await MailServer.start({ login: { user: 'app', password: 'the password' } });
  });
  afterAll(async () => {
    await databases?.drop();
    await server?.stop();
    rmSync(home, { recursive: true });
  });
  beforeEach(() => server.behave('well'));

  const userkeep = async (words: readonly string[], more: NodeJS.ProcessEnv = {}) => {
    const out: string[] = [];
    const complaints: string[] = [];
    const env = {
      NODE_ENV: 'test',
      DATABASE_URL: databases.mainUrl,
      KEYS_DATABASE_URL: databases.keysUrl,
      DATA_DIR: join(home, 'data'),
      ...server.env,
      ...more,
    };
    const output = { print: (line: string) => out.push(line), complain: (line: string) => complaints.push(line) };
    const exitCode = await runCommand(['mail', ...words], {
      ...output,
      progress: () => undefined,
      remark: () => undefined,
      env,
    });
    return { exitCode, out, complaints };
  };

  it('sends a test mail at once, and prints the answer of the server', async () => {
    expect(await userkeep(['test', 'ada@example.com', '--language', 'de'])).toEqual({
      exitCode: 0,
      out: [expect.stringMatching(/^Sent\. Response: 250 /)],
      complaints: [],
    });
    const mail = await server.mailTo('ada@example.com');
    expect([mail.subject, mail.user]).toEqual(['Test-E-Mail von userkeep', 'app']);
    await server.untilDisconnected();
  });

  it('prints the reason of a failure in a sentence, without the password', async () => {
    const SMTP_URL = server.url.replace('the%20password', 'another%20password');
    const wrongLogin = await userkeep(['test', 'ada@example.com'], { SMTP_URL });
    expect(wrongLogin).toMatchObject({ exitCode: 1, complaints: [expect.stringMatching(/^Not sent\. .*535/)] });
    expect(wrongLogin.complaints.join()).not.toContain('password');
    server.behave({ answer: 550, at: 'rcpt', text: '5.1.1 no such mailbox' });
    expect((await userkeep(['test', 'ada@example.com'])).complaints).toEqual([
      expect.stringContaining('5.1.1 no such'),
    ]);
    expect((await userkeep(['test', 'ada@example.com, eve@example.com'])).complaints).toEqual([
      'ada@example.com, eve@example.com is not a valid email address.',
    ]);
    expect((await userkeep(['test', 'ada@example.com'], { MAIL_FROM: '' })).complaints).toEqual([
      'MAIL_FROM is required with SMTP_URL.',
    ]);
  });

  it('keeps a test mail in the mailbox while there is no server', async () => {
    const result = await userkeep(['test', 'ada@example.com'], { SMTP_URL: '', MAIL_FROM: '' });
    expect(result.out).toEqual(['Sent. Response: Stored in the mailbox.']);
    expect(readdirSync(join(home, 'data', 'mailbox'))).toHaveLength(1);
  });

  it('writes all templates for editing, which are then used, and overwrites none', async () => {
    const folder = join(home, 'templates');
    const { exitCode, out } = await userkeep(['templates', folder]);
    expect(exitCode).toBe(0);
    for (const name of ['layout.html', 'en/mail.test.txt', 'de/mail.test.txt']) {
      expect(out).toContain(join(folder, name));
    }
    const edited = join(folder, 'en/mail.test.txt');
    writeFileSync(edited, 'Subject: Edited\n\nBy hand.\n');
    expect(await userkeep(['test', 'eve@example.com'], { MAIL_TEMPLATES: folder })).toMatchObject({ exitCode: 0 });
    expect((await server.mailTo('eve@example.com')).subject).toBe('Edited');
    rmSync(join(folder, 'layout.html'));
    expect(await userkeep(['templates', folder])).toMatchObject({
      exitCode: 1,
      complaints: [expect.stringMatching(/already exists, so nothing was written\.$/)],
    });
    expect(readFileSync(edited, 'utf8')).toBe('Subject: Edited\n\nBy hand.\n');
    expect(readdirSync(folder)).not.toContain('layout.html');
  });
});
