import { generateKeyPairSync } from 'node:crypto';
import {
  noteOf,
  parseNote,
  parseVerifierKey,
  signatureLine,
  signatureLinesOf,
  verifierKeyText,
  verifySignatures,
  type SignerKey,
} from './signed-note.rule';

/** The example of the Go package golang.org/x/mod/sumdb/note. */
const KEY = 'PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW';
const TEXT = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n";
const NOTE = `${TEXT}\n— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n`;

const keyOf = (name: string, type: SignerKey['type'] = 'log'): SignerKey => ({
  name,
  type,
  ...generateKeyPairSync('ed25519'),
});
const verified = (note: string, ...keys: readonly SignerKey[]) =>
  verifySignatures(parseNote(Buffer.from(note))!, keys)?.map(({ key, signedAt }) => [key.name, signedAt]);

describe('A signed note', () => {
  it('of another implementation is verified', () => {
    const key = parseVerifierKey(KEY)!;
    expect(verifierKeyText(key)).toBe(KEY);
    const note = parseNote(Buffer.from(NOTE))!;
    expect(note.text).toBe(TEXT);
    expect(verifySignatures(note, [key])).toEqual([{ key, signedAt: undefined }]);
    expect(verifySignatures({ ...note, text: TEXT.replace('answer', 'answers') }, [key])).toBeUndefined();
  });

  it('has signatures of a log and of witnesses, and those of unknown keys are ignored', () => {
    const [log, witness, unknown] = [keyOf('example.com/log'), keyOf('example.org/w1', 'witness'), keyOf('unknown')];
    const text = 'the text\n\nwith an empty line\n';
    const lines = [log, unknown, witness].map((key) => signatureLine(text, key, 1_679_315_147));
    const note = noteOf(text, lines);
    expect(parseNote(Buffer.from(note))).toMatchObject({ text, signatures: { length: 3 } });
    expect(verified(note, log, witness)).toEqual([
      ['example.com/log', undefined],
      ['example.org/w1', 1_679_315_147],
    ]);
    expect(signatureLinesOf(parseNote(Buffer.from(note))!, [witness, log])).toEqual([lines[0], lines[2]]);
    expect(verified(note, keyOf('example.com/log'))).toEqual([]);
    expect(verified(note.replace('the text', 'a text'), witness)).toBeUndefined();
  });

  it('is rejected if a signature of a witness is used as one of a log, or with another timestamp', () => {
    const witness = keyOf('w', 'witness');
    const line = signatureLine('text\n', witness, 5);
    const bytes = Buffer.from(line.split(' ')[2]!, 'base64');
    bytes.writeBigUInt64BE(6n, 4);
    expect(verified(noteOf('text\n', [`— w ${bytes.toString('base64')}\n`]), witness)).toBeUndefined();
    expect(verified(noteOf('text\n', [line]), { ...witness, type: 'log' })).toEqual([]);
  });

  it.each([
    ['no signature', 'text\n'],
    ['no text', '\n\n— a AAAAAAAA\n'.slice(1)],
    ['no last newline', 'text\n\n— a AAAAAAAA'],
    ['a control character', 'te\txt\n\n— a AAAAAAAA\n'],
    ['a hyphen for the dash', 'text\n\n- a AAAAAAAA\n'],
    ['a short signature', 'text\n\n— a AAAA\n'],
    ['a name with a plus', 'text\n\n— a+b AAAAAAAA\n'],
    ['other base64', 'text\n\n— a AAAAAB==\n'],
    ['101 signatures', `text\n\n${'— a AAAAAAAA\n'.repeat(101)}`],
  ])('with %s is none', (_fault, note) => expect(parseNote(Buffer.from(note))).toBeUndefined());

  it('is rejected if it is not valid UTF-8', () => {
    const bytes = Buffer.from('text\n\n— a AAAAAAAA\n');
    expect(parseNote(bytes)).toBeDefined();
    bytes[0] = 0xff;
    expect(parseNote(bytes)).toBeUndefined();
  });

  it.each(['', 'name', 'name+00000000+AAAA', KEY.replace('c74f', 'c74e'), KEY.replace('Peter', 'Pieter'), `${KEY}=`])(
    'has no key %j',
    (text) => expect(parseVerifierKey(text)).toBeUndefined(),
  );

  it('rejects a text without a final newline and a key name with a space', () => {
    expect(() => noteOf('text', [])).toThrow('cannot be signed');
    expect(() => signatureLine('text\n', keyOf('a b'), 0)).toThrow('cannot be the name');
  });
});
