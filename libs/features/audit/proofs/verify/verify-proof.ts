import { hash } from 'node:crypto';
import { parseRecord, type ParsedRecord } from '@platform/event-log/entries/record.rule';
import { parseCheckpoint } from '@platform/transparency-log/checkpoint.rule';
import { parseProofFile } from '@platform/transparency-log/proof-file.rule';
import {
  parseNote,
  verifySignatures,
  type VerifiedSignature,
  type VerifierKey,
} from '@platform/transparency-log/signed-note.rule';
import { rootOfInclusion } from '@platform/transparency-log/tree.rule';
import { isKeyOf } from './key-names.rule';

export interface VerifiedProof {
  readonly entry: ParsedRecord;
  readonly position: number;
  readonly origin: string;
  /** The number of entries in the checkpoint. */
  readonly size: number;
  readonly signatures: readonly VerifiedSignature[];
}

/** The message is a sentence for people. */
export class ProofInvalid extends Error {}

const LEAF = Buffer.of(0);

/** Verifies a `.tlog-proof` file. Without keys, the signatures are not verified. */
export function verifyProof(text: string, keys: readonly VerifierKey[]): VerifiedProof {
  const file = parseProofFile(text);
  const entry = file?.extra && parseRecord(file.extra);
  const note = file && parseNote(Buffer.from(file.checkpoint));
  const checkpoint = note && parseCheckpoint(note.text);
  if (!file?.extra || !entry || !note || !checkpoint)
    throw new ProofInvalid('This is not the proof of an entry, or it is incomplete.');
  const { index, proof, extra } = file;
  const { origin, size, root } = checkpoint;
  const leaf = hash('sha256', Buffer.concat([LEAF, extra]), 'buffer');
  if (!rootOfInclusion({ index, size, leaf }, proof)?.equals(root))
    throw new ProofInvalid(
      'The checkpoint does not contain the entry: the entry, its position or the hashes were changed.',
    );
  const signatures = verifySignatures(note, keys);
  if (!signatures) throw new ProofInvalid('The checkpoint was changed after it was signed.');
  if (keys.length > 0 && !signatures.some(({ key }) => isKeyOf(origin, key)))
    throw new ProofInvalid(`The checkpoint of ${origin} is not signed with a given key of the log.`);
  return { entry, position: index + 1, origin, size, signatures };
}
