import { createHash } from 'node:crypto';
import { idToBytes, newId, type ApiKeyId, type UserId } from '@platform/ids/ids';
import { leafHashOf } from './leaf.rule';

const entry = {
  id: newId(),
  at: new Date('2026-11-20T20:15:00.000Z'),
  type: 'test.happened',
  version: 2,
  actorKind: 'user' as const,
  actorId: newId<UserId>(),
  keyId: newId<ApiKeyId>(),
  onBehalfOf: null,
  subjectId: newId<UserId>(),
  otherSubjects: [newId<UserId>(), newId<UserId>()],
  requestId: newId(),
  facts: '{"word":"größer"}',
  changesSealed: Buffer.from('sealed changes'),
  originSealed: Buffer.from('sealed origin'),
  format: 1,
};

describe('The leaf hash of an entry', () => {
  it('is the SHA-256 of a zero byte and of all parts, each with its length in front', () => {
    const parts = [
      Buffer.from([1]),
      idToBytes(entry.id),
      '2026-11-20T20:15:00.000Z',
      entry.type,
      '2',
      'user',
      idToBytes(entry.actorId),
      idToBytes(entry.keyId),
      '',
      idToBytes(entry.subjectId),
      Buffer.concat(entry.otherSubjects.map(idToBytes)),
      idToBytes(entry.requestId),
      entry.facts,
      entry.changesSealed,
      entry.originSealed,
    ].map((part) => Buffer.from(part as string));
    const expected = createHash('sha256').update(Buffer.from([0]));
    for (const part of parts) {
      const length = Buffer.alloc(4);
      length.writeUInt32BE(part.length);
      expected.update(length).update(part);
    }
    expect(leafHashOf(entry)).toEqual(expected.digest());
  });

  it('differs for every change of a part', () => {
    const changed: Partial<typeof entry>[] = [
      { id: newId() },
      { at: new Date() },
      { type: 'test.happened2' },
      { version: 3 },
      { actorId: newId() },
      { keyId: newId() },
      { subjectId: newId() },
      { otherSubjects: entry.otherSubjects.toReversed() },
      { requestId: newId() },
      { facts: '{}' },
      { changesSealed: Buffer.from('sealed change') },
      { originSealed: Buffer.from('ssealed origin') },
      { format: 2 },
      // The lengths keep neighbouring parts apart.
      { changesSealed: Buffer.from('sealed changess'), originSealed: Buffer.from('ealed origin') },
    ];
    const hashes = [{}, ...changed].map((change) => leafHashOf({ ...entry, ...change }).toString('hex'));
    expect(new Set(hashes).size).toBe(changed.length + 1);
  });

  it('covers values of any size', () => {
    const large = { ...entry, changesSealed: Buffer.alloc(900_000, 1) };
    expect(leafHashOf(large)).not.toEqual(leafHashOf({ ...large, changesSealed: Buffer.alloc(900_000, 2) }));
    expect(leafHashOf({ ...entry, facts: 'ä'.repeat(4096) })).not.toEqual(
      leafHashOf({ ...entry, facts: 'ö'.repeat(4096) }),
    );
  });
});
