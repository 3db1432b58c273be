import { generateKeyPairSync } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { signDocument } from '@platform/signed-documents/signature.rule';
import { runCommand } from './run-command';

describe('userkeep verify receipt', () => {
  const statement = Buffer.from(
    JSON.stringify({
      userId: 'u1',
      purpose: 'terms',
      version: '2',
      locale: 'en',
      textHash: 'aa',
      given: true,
      at: '2026-12-01T10:00:00.000Z',
    }),
  );
  const key = { id: 'k1', ...generateKeyPairSync('ed25519') };
  const signature = signDocument('consent-receipt', statement, key);
  const receiptOf = (bytes: Buffer, signed: unknown): string =>
    `${bytes.toString('base64url')}.${Buffer.from(JSON.stringify(signed)).toString('base64url')}`;
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'receipt-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  const verify = async (receipt: string, ...args: string[]) => {
    const file = join(folder, 'receipt.txt');
    await writeFile(file, receipt);
    const said: string[] = [];
    const say = (text: string) => void said.push(text);
    const line = { env: {}, print: say, complain: say, remark: say, progress: say };
    return { exitCode: await runCommand(['verify', 'receipt', file, ...args], line), said: said.join('\n') };
  };
  const keysFile = async (publicKey: string): Promise<string> => {
    const file = join(folder, 'keys.json');
    await writeFile(file, JSON.stringify({ keys: [{ keyId: 'k1', publicKey }] }));
    return file;
  };

  it('says what the user accepted, and with which key it is signed', async () => {
    const { exitCode, said } = await verify(`${receiptOf(statement, signature)}\n`);
    expect([exitCode, said]).toEqual([0, expect.stringContaining('the user u1 gave consent to "terms", version 2')]);
    expect(said).toContain(`It is signed with the key ${signature.publicKey}`);
  });

  it('accepts the published keys, and rejects others', async () => {
    const receipt = receiptOf(statement, signature);
    expect(await verify(receipt, '--keys', await keysFile(signature.publicKey))).toMatchObject({ exitCode: 0 });
    expect(await verify(receipt, '--keys', await keysFile('A'.repeat(43)))).toMatchObject({ exitCode: 1 });
  });

  it.each([
    ['with a changed statement', receiptOf(Buffer.concat([statement, Buffer.from(' ')]), signature)],
    ['signed as another kind of document', receiptOf(statement, signDocument('export', statement, key))],
    ['without a signature', statement.toString('base64url')],
    ['of another form', 'not a receipt'],
  ])('rejects a receipt %s', async (_, receipt) => {
    expect(await verify(receipt)).toMatchObject({
      exitCode: 1,
      said: expect.stringContaining('is not a valid receipt'),
    });
  });
});
