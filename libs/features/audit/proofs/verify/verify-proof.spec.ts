import { generateKeyPairSync, hash } from 'node:crypto';
import { recordOf } from '@platform/event-log/entries/leaf.rule';
import { newId, type UserId } from '@platform/ids/ids';
import { checkpointText } from '@platform/transparency-log/checkpoint.rule';
import { proofFileText } from '@platform/transparency-log/proof-file.rule';
import { noteOf, signatureLine, type SignerKey } from '@platform/transparency-log/signed-note.rule';
import { nodeHash } from '@platform/transparency-log/tree.rule';
import { verifyProof } from './verify-proof';

const origin = 'api.example.com/audit/1';
const keyOf = (name: string, type: SignerKey['type']): SignerKey => ({ name, type, ...generateKeyPairSync('ed25519') });
const [own, other, witness] = [keyOf(origin, 'log'), keyOf(origin, 'log'), keyOf('w1.example.com', 'witness')];

const subjectId = newId<UserId>();
const entry = {
  id: newId(),
  at: new Date('2026-11-20T20:15:00.000Z'),
  type: 'users.profile_changed',
  version: 1,
  actorKind: 'user' as const,
  actorId: subjectId,
  keyId: null,
  onBehalfOf: null,
  subjectId,
  otherSubjects: null,
  requestId: null,
  facts: '{"n":1}',
  changesSealed: Buffer.from('sealed'),
  originSealed: null,
  format: 1,
};
const record = recordOf(entry);
const before = hash('sha256', 'another entry', 'buffer');
const root = nodeHash(before, hash('sha256', Buffer.concat([Buffer.of(0), record]), 'buffer'));
const text = checkpointText({ origin, size: 2, root });
const checkpoint = noteOf(text, [signatureLine(text, own, 0), signatureLine(text, witness, 1_764_000_000)]);
const proof = proofFileText({ extra: record, index: 1, proof: [before], checkpoint });

describe('The proof of an entry', () => {
  it('shows the entry, its position and who has signed the checkpoint', () => {
    const verified = verifyProof(proof, [own, witness]);
    expect(verified).toMatchObject({
      entry: { id: entry.id, type: entry.type, subjectId, facts: { n: 1 }, at: '2026-11-20T20:15:00.000Z' },
      position: 2,
      origin,
      size: 2,
    });
    expect(verified.signatures.map(({ key, signedAt }) => [key.name, signedAt])).toEqual([
      [origin, undefined],
      ['w1.example.com', 1_764_000_000],
    ]);
    expect(verifyProof(proof, []).signatures).toEqual([]);
  });

  it.each([
    [
      'another entry',
      proofFileText({ extra: recordOf({ ...entry, facts: '{"n":2}' }), index: 1, proof: [before], checkpoint }),
    ],
    ['another position', proofFileText({ extra: record, index: 0, proof: [before], checkpoint })],
    ['other hashes', proofFileText({ extra: record, index: 1, proof: [root], checkpoint })],
    ['no hashes', proofFileText({ extra: record, index: 1, proof: [], checkpoint })],
  ])('is refused with %s', (_what, changed) =>
    expect(() => verifyProof(changed, [own])).toThrow('The checkpoint does not contain the entry'),
  );

  it('is refused if only the key of another log has signed it', () => {
    const otherLog = keyOf('api.example.com/audit/2', 'log');
    const signed = noteOf(text, [signatureLine(text, otherLog, 0)]);
    const forged = proofFileText({ extra: record, index: 1, proof: [before], checkpoint: signed });
    expect(() => verifyProof(forged, [own, otherLog])).toThrow('is not signed with a given key');
  });

  it.each([
    ['a key that has not signed it', [other], 'is not signed with a given key'],
    ['the key of a witness alone', [witness], 'is not signed with a given key'],
  ])('is refused with %s', (_what, keys, message) => expect(() => verifyProof(proof, keys)).toThrow(message));

  it('is refused after its checkpoint was changed', () => {
    const changed = proof.replace(
      /— api\S+ (\S)/u,
      (line, first: string) => line.slice(0, -1) + (first === 'A' ? 'B' : 'A'),
    );
    const longer = proofFileText({
      extra: record,
      index: 1,
      proof: [before],
      checkpoint: checkpoint.replace('\n\n', '\nmore\n\n'),
    });
    expect(() => verifyProof(longer, [own])).toThrow('was changed after it was signed');
    expect(() => verifyProof(changed, [own])).toThrow();
  });

  it.each(['', 'c2sp.org/tlog-proof@v1\n', proof.replace(/extra .*\n/, ''), proof.slice(0, -40)])(
    'is refused if it is incomplete: %#',
    (changed) => expect(() => verifyProof(changed, [own])).toThrow(/not the proof of an entry|was changed/),
  );
});
