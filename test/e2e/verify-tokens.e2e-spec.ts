import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { TestApi, type TestUser } from '@test/support/test-api';

const ROOT = join(__dirname, '..', '..');

/** The code of the guide, unchanged, run in a separate Node process as another backend would. */
describe('The guide for other backends', () => {
  let api: TestApi;
  let user: TestUser;
  let folder: string;
  let key: string;

  beforeAll(async () => {
    api = await TestApi.start();
    user = await api.register('for-backends');
    const admin = await api.administrator();
    const body = { name: 'A backend', permissions: ['tokens.introspect'] };
    key = (await api.call('POST', '/v1/admin/api-keys', { token: admin.token, body })).body.key;
    const guide = await readFile(join(ROOT, 'docs', 'verify-tokens.md'), 'utf8');
    const code = /```js\n([\s\S]*?)```/.exec(guide)?.[1] ?? '';
    // Inside the checkout, so that Node finds the library.
    folder = await mkdtemp(join(ROOT, 'node_modules', '.userkeep-guide-'));
    await writeFile(join(folder, 'guide.mjs'), code);
    await writeFile(
      join(folder, 'main.mjs'),
      `import * as guide from './guide.mjs';
       const [what, token] = process.argv.slice(2);
       guide[what](token).then((found) => console.log(JSON.stringify(found)), ({ code, message }) => console.log(JSON.stringify({ refused: code ?? message })));`,
    );
  });
  afterAll(async () => {
    await api.stop();
    await rm(folder, { recursive: true, force: true });
  });

  const run = async (what: 'verify' | 'introspect', token: string, more: Record<string, string> = {}) => {
    const { body } = await api.call('GET', '/v1/me', { token: user.token });
    const issuer = JSON.parse(Buffer.from(user.token.split('.')[1] ?? '', 'base64url').toString()).iss as string;
    const env = { ...process.env, USERKEEP_URL: api.url, USERKEEP_ISSUER: issuer, USERKEEP_KEY: key, ...more };
    const { stdout } = await promisify(execFile)(process.execPath, [join(folder, 'main.mjs'), what, token], { env });
    return { found: JSON.parse(stdout) as Record<string, unknown>, id: body?.id as string | undefined };
  };

  it('verifies a token with the published keys, and rejects others', async () => {
    const { found, id } = await run('verify', user.token);
    expect(found).toMatchObject({ sub: id, aud: 'userkeep', roles: [] });
    const [head, body, signature = ''] = user.token.split('.');
    const forged = `${head}.${body}.${signature.startsWith('A') ? 'B' : 'A'}${signature.slice(1)}`;
    expect((await run('verify', forged)).found).toEqual({ refused: 'ERR_JWS_SIGNATURE_VERIFICATION_FAILED' });
    const otherIssuer = { USERKEEP_ISSUER: 'https://other.example.com' };
    expect((await run('verify', user.token, otherIssuer)).found).toEqual({
      refused: 'ERR_JWT_CLAIM_VALIDATION_FAILED',
    });
  });

  it('checks whether a token is currently valid', async () => {
    const phone = await api.login(user.email);
    expect((await run('introspect', phone.token)).found).toMatchObject({ active: true, sub: user.id });
    await api.call('POST', '/v1/auth/logout', { token: phone.token });
    expect((await run('introspect', phone.token)).found).toEqual({ active: false });
    expect((await run('verify', phone.token)).found).toMatchObject({ sub: user.id });
  });
});
