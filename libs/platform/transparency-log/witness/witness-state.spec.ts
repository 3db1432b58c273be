import crypto from 'node:crypto';
import { cpSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { TestLog } from '@test/support/test-log';
import { noteOf, parseNote, signatureLine, verifierKeyText } from '../signed-note.rule';
import { EMPTY_ROOT } from '../tree.rule';
import { WitnessState, type Evidence } from './witness-state';

const log = new TestLog();

describe('The folder of a witness', () => {
  let parent: string;
  let folder: string;

  beforeEach(async () => {
    parent = await mkdtemp(join(tmpdir(), 'witness-'));
    folder = join(parent, 'w1');
  });
  afterEach(() => rm(parent, { recursive: true }));

  const filesIn = async () => (await readdir(folder, { recursive: true })).filter((name) => name.includes('.'));
  const cosigned = async ({ key }: WitnessState, size: number, of = log) => {
    const { text } = parseNote(Buffer.from(await of.checkpoint(size)))!;
    return noteOf(text, [signatureLine(text, key, 1)]);
  };
  const evidence = (size: number, kind: Evidence['kind']): Evidence => ({
    kind,
    refused: { origin: log.origin, size, root: EMPTY_ROOT },
    request: 'the request',
    cosigned: 'the note',
  });

  it('has a key that only its owner can read, and that is the same after a restart', async () => {
    const { key } = await WitnessState.open(folder, 'witness.example/w1');
    const { mode } = await stat(join(folder, 'witness.key'));
    expect(mode & 0o777).toBe(0o600);
    for (const name of [undefined, 'witness.example/w1'])
      expect(verifierKeyText((await WitnessState.open(folder, name)).key)).toBe(verifierKeyText(key));
    await expect(WitnessState.open(folder, 'w2')).rejects.toThrow('belongs to the witness witness.example/w1');
  });

  it('is named after the host unless another name is given', async () => {
    expect((await WitnessState.open(folder)).key.name).toBe(hostname());
  });

  it('keeps the key that another process creates at the same time', async () => {
    const other = await WitnessState.open(join(parent, 'w2'), 'w1');
    const generate = crypto.generateKeyPairSync;
    jest.spyOn(crypto, 'generateKeyPairSync').mockImplementationOnce(() => {
      cpSync(join(parent, 'w2'), folder, { recursive: true });
      return generate('ed25519');
    });
    expect(verifierKeyText((await WitnessState.open(folder, 'w1')).key)).toBe(verifierKeyText(other.key));
    expect(await filesIn()).toEqual(['witness.key']);
  });

  it('keeps a damaged key and refuses to start with it', async () => {
    await WitnessState.open(folder);
    for (const damaged of [
      '',
      'PRIVATE+KEY+w+',
      await readFile(join(folder, 'witness.key'), 'utf8').then((t) => t.trim()),
    ]) {
      await writeFile(join(folder, 'witness.key'), damaged);
      await expect(WitnessState.open(folder)).rejects.toThrow('witness.key is damaged');
      expect(await readFile(join(folder, 'witness.key'), 'utf8')).toBe(damaged);
    }
  });

  it.each(['', 'a b', 'a+b'])('has no key with the name %j', async (name) => {
    await expect(WitnessState.open(folder, name)).rejects.toThrow('cannot be the name of a witness');
    expect(await filesIn()).toEqual([]);
  });

  it('has one file with the newest checkpoint of each log', async () => {
    const state = await WitnessState.open(folder);
    expect(await state.newest(log.origin)).toBeUndefined();
    const other = new TestLog('example.org/../other');
    await state.store(other.origin, await cosigned(state, 2, other), undefined);
    for (const size of [3, 4, 4, 9])
      expect(await state.store(log.origin, await cosigned(state, size), await state.newest(log.origin))).toBe(true);
    const reopened = await WitnessState.open(folder);
    const newest = { sequence: 4, checkpoint: { size: 9 }, note: await cosigned(state, 9) };
    expect(await reopened.newest(log.origin)).toMatchObject(newest);
    expect(await reopened.newest(other.origin)).toMatchObject({ checkpoint: { size: 2 } });
    expect(await filesIn()).toHaveLength(3);
  });

  it('accepts only one checkpoint after another, whichever process stores it', async () => {
    const [first, second] = [await WitnessState.open(folder), await WitnessState.open(folder)];
    const note = await cosigned(first, 5);
    const stored = await Promise.all(
      [first, second, first, second].map((one) => one.store(log.origin, note, undefined)),
    );
    expect(stored.filter(Boolean)).toHaveLength(1);
    const outdated = await second.newest(log.origin);
    for (const size of [6, 7])
      expect(await first.store(log.origin, await cosigned(first, size), await first.newest(log.origin))).toBe(true);
    // The file with the next number was stored and removed meanwhile.
    for (const previous of [undefined, outdated])
      expect(await second.store(log.origin, await cosigned(second, 8), previous)).toBe(false);
    expect(await second.newest(log.origin)).toMatchObject({ sequence: 3, checkpoint: { size: 7 } });
    expect(await filesIn()).toHaveLength(2);
  });

  it('does not read an unfinished file, and removes it later', async () => {
    const state = await WitnessState.open(folder);
    await state.store(log.origin, await cosigned(state, 1), undefined);
    const [logFolder = ''] = await readdir(join(folder, 'logs'));
    await writeFile(join(folder, 'logs', logFolder, '2.checkpoint.0123456789ab.tmp'), 'unfinished');
    for (const size of [2, 3]) {
      const newest = await state.newest(log.origin);
      expect(newest?.checkpoint.size).toBe(size - 1);
      await state.store(log.origin, await cosigned(state, size), newest);
    }
    expect(await readdir(join(folder, 'logs', logFolder))).toEqual(['3.checkpoint']);
  });

  it('is unusable with a damaged checkpoint, or one of another key or log', async () => {
    const state = await WitnessState.open(folder);
    const other = await WitnessState.open(join(parent, 'w2'));
    await state.store(log.origin, await cosigned(state, 1), undefined);
    const [logFolder = ''] = await readdir(join(folder, 'logs'));
    const path = join(folder, 'logs', logFolder, '1.checkpoint');
    const good = await readFile(path, 'utf8');
    const wrong = ['', good.slice(0, -9), await cosigned(other, 1), await log.checkpoint(1)];
    for (const content of [...wrong, await cosigned(state, 1, new TestLog('example.com/other'))]) {
      await writeFile(path, content);
      await expect(state.newest(log.origin)).rejects.toThrow('1.checkpoint is damaged');
    }
  });

  it('stores each piece of evidence once, and at most 100 of each kind', async () => {
    const state = await WitnessState.open(folder);
    const stored: (string | undefined)[] = [];
    for (let n = 1; n <= 101; n++) stored.push(await state.storeEvidence(evidence(n, 'wrong-proof')));
    expect(stored.filter(Boolean)).toHaveLength(100);
    expect(stored[100]).toBeUndefined();
    const contradiction = evidence(7, 'contradiction');
    const path = (await state.storeEvidence(contradiction))!;
    expect(await state.storeEvidence(contradiction)).toBeUndefined();
    expect(JSON.parse(await readFile(path, 'utf8'))).toEqual({
      at: expect.any(String),
      cosigned: 'the note',
      request: 'the request',
    });
  });
});
