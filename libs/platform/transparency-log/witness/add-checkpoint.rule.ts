import { fromBase64 } from '../base64.rule';
import { parseCheckpoint, type Checkpoint } from '../checkpoint.rule';
import { parseNote, type SignedNote } from '../signed-note.rule';
import { HASH_BYTES } from '../tree.rule';

/** Asks a witness to cosign a checkpoint, as in C2SP tlog-witness. */
export interface AddCheckpoint {
  /** The size of the checkpoint that the witness has cosigned before, or 0. */
  readonly oldSize: number;
  /** The consistency proof from the old size. */
  readonly proof: readonly Buffer[];
  /** The signed note of the checkpoint. */
  readonly checkpoint: string;
}

export interface ParsedAddCheckpoint {
  readonly oldSize: number;
  readonly proof: readonly Buffer[];
  readonly note: SignedNote;
  readonly checkpoint: Checkpoint;
}

const OLD_SIZE = /^old (0|[1-9]\d{0,15})$/;
const END_OF_PROOF = '\n\n';
const LONGEST_PROOF = 63;

export function addCheckpointText({ oldSize, proof, checkpoint }: AddCheckpoint): string {
  return `${[`old ${oldSize}`, ...proof.map((one) => one.toString('base64'))].join('\n')}${END_OF_PROOF}${checkpoint}`;
}

/** Returns undefined if the bytes are not such a request. Does not verify anything. */
export function parseAddCheckpoint(body: Buffer): ParsedAddCheckpoint | undefined {
  const end = body.indexOf(END_OF_PROOF);
  const [first = '', ...lines] = body.toString('latin1', 0, Math.max(end, 0)).split('\n');
  const oldSize = Number(OLD_SIZE.exec(first)?.[1] ?? NaN);
  const proof = lines.map(fromBase64);
  const areHashes = proof.length <= LONGEST_PROOF && proof.every((one) => one?.length === HASH_BYTES);
  const note = parseNote(body.subarray(end + END_OF_PROOF.length));
  const checkpoint = note && parseCheckpoint(note.text);
  if (!Number.isSafeInteger(oldSize) || !areHashes || !checkpoint) return undefined;
  return { oldSize, proof: proof.filter((one) => one !== undefined), note, checkpoint };
}
