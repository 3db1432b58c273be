import { generateKeyPairSync } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { canonicalJson } from '@platform/signed-documents/canonical-json.rule';
import { signDocument } from '@platform/signed-documents/signature.rule';
import { runCommand } from './run-command';

describe('userkeep verify certificate', () => {
  const certificate = { userId: 'u1', erasedAt: '2026-12-01T10:00:00.000Z', issuer: 'https://id.example.com', rows: 0 };
  const signature = signDocument('erasure-certificate', canonicalJson(certificate), {
    id: 'k1',
    ...generateKeyPairSync('ed25519'),
  });
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'certificate-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  const file = async (name: string, content: unknown): Promise<string> => {
    const path = join(folder, name);
    await writeFile(path, typeof content === 'string' ? content : JSON.stringify(content, null, 2));
    return path;
  };
  const verify = async (...args: string[]) => {
    const said: string[] = [];
    const say = (text: string) => void said.push(text);
    const line = { env: {}, print: say, complain: say, remark: say, progress: say };
    return { exitCode: await runCommand(['verify', 'certificate', ...args], line), said: said.join('\n') };
  };

  it('accepts a certificate, and says whom to ask about the key', async () => {
    const { exitCode, said } = await verify(await file('valid.json', { signature, certificate }));
    expect(exitCode).toBe(0);
    expect(said).toContain('The user u1 was erased at 2026-12-01T10:00:00.000Z.');
    expect(said).toContain(`It is signed with the key ${signature.publicKey}`);
  });

  it('accepts it with the published keys, and rejects it with others', async () => {
    const valid = await file('valid.json', { certificate, signature });
    const keys = await file('keys.json', { keys: [{ keyId: 'k1', publicKey: signature.publicKey }] });
    expect(await verify(valid, '--keys', keys)).toEqual({
      exitCode: 0,
      said: 'The certificate is valid. The user u1 was erased at 2026-12-01T10:00:00.000Z.',
    });
    const others = await file('others.json', { keys: [{ keyId: 'k1', publicKey: 'A'.repeat(43) }] });
    expect(await verify(valid, '--keys', others)).toMatchObject({ exitCode: 1 });
  });

  it.each([
    ['changed', { certificate: { ...certificate, rows: 1 }, signature }, 'changed after it was signed'],
    ['without a signature', { certificate }, 'is not an erasure certificate'],
    ['of another form', [], 'is not an erasure certificate'],
    ['not JSON', '{', 'is not JSON'],
  ])('rejects a file that is %s', async (_, content, reason) => {
    const { exitCode, said } = await verify(await file('broken.json', content));
    expect([exitCode, said]).toEqual([1, expect.stringContaining(reason)]);
  });

  it('says that a file is missing', async () => {
    expect((await verify(join(folder, 'none.json'))).said).toContain('cannot be read (ENOENT)');
  });
});
