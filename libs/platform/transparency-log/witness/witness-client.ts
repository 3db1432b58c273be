import { failureReason } from '@platform/http-client/failure-reason';
import type { Fetch } from '@platform/http-client/http-client';
import { parseCheckpoint } from '../checkpoint.rule';
import { parseNote, signatureLinesOf, verifySignatures, type VerifierKey } from '../signed-note.rule';
import { addCheckpointText } from './add-checkpoint.rule';
import { WitnessAhead, WitnessContradicted, WitnessFailed, WitnessRefused, WitnessUnreachable } from './witness-errors';

/** A witness that an operator trusts. */
export interface TrustedWitness {
  /** The URL of its routes, without `/add-checkpoint`. */
  readonly url: string;
  readonly key: VerifierKey;
}

export interface CosignRequest {
  /** The size that the witness is known to have cosigned last, or 0. It is corrected by the witness. */
  readonly oldSize: number;
  /** The consistency proof from this size to that of the checkpoint. */
  readonly proof: (oldSize: number) => Promise<readonly Buffer[]>;
  /** The signed note of the checkpoint. */
  readonly checkpoint: string;
}

export interface Cosignature {
  /** The signature lines of the witness, to be appended to the note. */
  readonly lines: readonly string[];
  /** In seconds since 1970, as the witness states it. */
  readonly signedAt: number;
}

interface Answer {
  readonly status: number;
  readonly text: string;
  /** The old size in the request. */
  readonly oldSize: number;
}

const SIZE_LINE = /^(0|[1-9]\d{0,15})\n$/;

/** Asks one witness for cosignatures, as in C2SP tlog-witness. */
export class WitnessClient {
  private readonly name: string;
  private readonly url: URL;

  /** Time, size and networks are limited by `fetch`, which is `HttpClient.fetchWithin(…)`. */
  constructor(
    private readonly fetch: Fetch,
    private readonly witness: TrustedWitness,
  ) {
    this.name = witness.key.name;
    this.url = new URL(`${witness.url.replace(/\/$/, '')}/add-checkpoint`);
  }

  /** Throws a `WitnessError` if the witness does not cosign. Its classes say why. */
  async cosign({ oldSize, proof, checkpoint: text }: CosignRequest): Promise<Cosignature> {
    const note = parseNote(Buffer.from(text));
    const checkpoint = note && parseCheckpoint(note.text);
    if (!checkpoint) throw new Error('This is not the signed note of a checkpoint.');
    const { origin, size } = checkpoint;
    const send = async (from: number) => this.send(from, { proof: await proof(from), checkpoint: text });
    // If the checkpoint is smaller than the last one, the witness says so.
    let answer = await send(Math.min(oldSize, size));
    let witnessed = sizeIn(answer);
    if (witnessed !== undefined && witnessed !== answer.oldSize && witnessed <= size) {
      answer = await send(witnessed);
      witnessed = sizeIn(answer);
    }
    if (answer.status === 200) return this.cosignatureIn(answer.text, note.text);
    if (answer.status === 403 || answer.status === 404) throw new WitnessRefused(this.name, origin, answer.status);
    if (witnessed !== undefined && witnessed > size) throw new WitnessAhead(this.name, size, witnessed);
    if (answer.status === 422 || (witnessed === size && answer.oldSize === size))
      throw new WitnessContradicted(this.name, answer.oldSize);
    const reason = witnessed === undefined ? '' : ', because another process has sent a checkpoint. Try again';
    throw new WitnessFailed(this.name, `answered with status ${answer.status}${reason}`);
  }

  private async send(
    oldSize: number,
    request: { readonly proof: readonly Buffer[]; readonly checkpoint: string },
  ): Promise<Answer> {
    const body = addCheckpointText({ oldSize, ...request });
    try {
      const response = await this.fetch(this.url, { method: 'POST', body });
      return { status: response.status, text: await response.text(), oldSize };
    } catch (error) {
      throw new WitnessUnreachable(this.name, failureReason(error));
    }
  }

  private cosignatureIn(lines: string, text: string): Cosignature {
    const note = parseNote(Buffer.from(`${text}\n${lines}`));
    const [verified] = (note && verifySignatures(note, [this.witness.key])) ?? [];
    // With an empty line in the answer, the signatures would be those of a longer text.
    if (note?.text !== text || verified?.signedAt === undefined)
      throw new WitnessFailed(this.name, 'did not return a valid signature of its key');
    return { lines: signatureLinesOf(note, [this.witness.key]).slice(0, 1), signedAt: verified.signedAt };
  }
}

function sizeIn({ status, text }: Answer): number | undefined {
  const size = status === 409 ? SIZE_LINE.exec(text)?.[1] : undefined;
  return size === undefined ? undefined : Number(size);
}
