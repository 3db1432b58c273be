import { generateKeyPairSync, hash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { recordOf } from '@platform/event-log/entries/leaf.rule';
import { newId, type UserId } from '@platform/ids/ids';
import { checkpointText } from '@platform/transparency-log/checkpoint.rule';
import { proofFileText } from '@platform/transparency-log/proof-file.rule';
import { noteOf, signatureLine, verifierKeyText, type SignerKey } from '@platform/transparency-log/signed-note.rule';
import { runCommand } from './run-command';

describe('userkeep verify proof', () => {
  let folder: string;
  beforeAll(async () => (folder = await mkdtemp(join(tmpdir(), 'proof-'))));
  afterAll(() => rm(folder, { recursive: true }));

  const origin = 'api.example.com/audit/1';
  const keyOf = (name: string, type: SignerKey['type']): SignerKey => ({
    name,
    type,
    ...generateKeyPairSync('ed25519'),
  });

  it('names a signer once if its key was rotated', async () => {
    const keys = [keyOf(origin, 'log'), keyOf(origin, 'log'), keyOf('w1.example.com', 'witness')];
    const record = recordOf({
      id: newId(),
      at: new Date('2026-11-20T20:15:00.000Z'),
      type: 'users.profile_changed',
      version: 1,
      actorKind: 'system',
      actorId: null,
      keyId: null,
      onBehalfOf: null,
      subjectId: newId<UserId>(),
      otherSubjects: null,
      requestId: null,
      facts: '{}',
      changesSealed: null,
      originSealed: null,
      format: 1,
    });
    const root = hash('sha256', Buffer.concat([Buffer.of(0), record]), 'buffer');
    const text = checkpointText({ origin, size: 1, root });
    const signed = keys.map((key) => signatureLine(text, key, 1_764_000_000));
    const proof = proofFileText({ extra: record, index: 0, proof: [], checkpoint: noteOf(text, signed) });
    await writeFile(join(folder, 'entry.tlog-proof'), proof);
    await writeFile(join(folder, 'keys.txt'), keys.map(verifierKeyText).join('\n'));

    const printed: string[] = [];
    const print = (line: string) => void printed.push(line);
    const output = { print, complain: print, remark: print, progress: print };
    const args = ['verify', 'proof', join(folder, 'entry.tlog-proof'), '--keys', join(folder, 'keys.txt')];
    expect(await runCommand(args, { env: { NODE_ENV: 'test' }, ...output })).toBe(0);
    expect(printed.slice(2)).toEqual([
      `The checkpoint is signed by ${origin}.`,
      'The checkpoint is signed by w1.example.com, at 2025-11-24T16:00:00.000Z.',
    ]);
  });
});
