import { fromBase64 } from './base64.rule';
import { HASH_BYTES } from './tree.rule';

/** Shows offline that a log contains an entry: the contents of a `.tlog-proof` file, as in C2SP tlog-proof. */
export interface ProofFile {
  /** Data of the application, which the proof does not authenticate. */
  readonly extra?: Buffer | undefined;
  readonly index: number;
  readonly proof: readonly Buffer[];
  /** The signed note of the checkpoint. */
  readonly checkpoint: string;
}

const FORMAT = 'c2sp.org/tlog-proof@v1';
const INDEX = /^index (0|[1-9]\d{0,15})$/;
const EXTRA = 'extra ';
const LONGEST_PROOF = 63;

export function proofFileText({ extra, index, proof, checkpoint }: ProofFile): string {
  const lines = [
    FORMAT,
    ...(extra ? [`${EXTRA}${extra.toString('base64')}`] : []),
    `index ${index}`,
    ...proof.map((one) => one.toString('base64')),
  ];
  return `${lines.join('\n')}\n\n${checkpoint}`;
}

/** Returns undefined if the text is no proof file. Does not verify anything. */
export function parseProofFile(text: string): ProofFile | undefined {
  const end = text.indexOf('\n\n');
  const [format, ...lines] = text.slice(0, Math.max(end, 0)).split('\n');
  if (format !== FORMAT) return undefined;
  const extraLine = lines[0]?.startsWith(EXTRA) ? lines.shift() : undefined;
  const extra = extraLine === undefined ? undefined : fromBase64(extraLine.slice(EXTRA.length));
  const index = Number(INDEX.exec(lines.shift() ?? '')?.[1] ?? NaN);
  const proof = lines.map(fromBase64);
  const areHashes = proof.length <= LONGEST_PROOF && proof.every((one) => one?.length === HASH_BYTES);
  if (!Number.isSafeInteger(index) || !areHashes || (extraLine !== undefined && !extra)) return undefined;
  return { extra, index, proof: proof.filter((one) => one !== undefined), checkpoint: text.slice(end + 2) };
}
