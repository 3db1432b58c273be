import type { Checkpoint } from '../checkpoint.rule';
import {
  noteOf,
  signatureLine,
  signatureLinesOf,
  verifierKeyText,
  verifySignatures,
  type VerifierKey,
} from '../signed-note.rule';
import { EMPTY_ROOT, isConsistent } from '../tree.rule';
import { parseAddCheckpoint, type ParsedAddCheckpoint } from './add-checkpoint.rule';
import type { Cosigned, Evidence, WitnessState } from './witness-state';

/** The answer of a witness, with the HTTP status of C2SP tlog-witness. */
export interface WitnessAnswer {
  readonly status: 200 | 400 | 403 | 404 | 409 | 422;
  readonly text: string;
  /** Whether the text is the size of the newest cosigned checkpoint. */
  readonly isSize?: boolean;
}

/** Cosigns the checkpoints of logs as long as each is consistent with the one before, and keeps evidence otherwise. */
export class Witness {
  private readonly queues = new Map<string, Promise<unknown>>();

  /** The name of each key is the origin of its log. `report` receives a sentence for each piece of evidence. */
  constructor(
    private readonly state: WitnessState,
    private readonly logs: readonly VerifierKey[],
    private readonly report: (sentence: string) => void,
  ) {}

  get verifierKey(): string {
    return verifierKeyText(this.state.key);
  }

  async newest(origin: string): Promise<Cosigned | undefined> {
    return this.state.newest(origin);
  }

  async addCheckpoint(body: Buffer): Promise<WitnessAnswer> {
    const request = parseAddCheckpoint(body);
    if (!request) return { status: 400, text: 'The body must be an old size, a proof and a checkpoint.\n' };
    const { oldSize, note, checkpoint } = request;
    const keys = this.keysOf(checkpoint.origin);
    if (keys.length === 0) return { status: 404, text: 'This witness does not know the log.\n' };
    if (!verifySignatures(note, keys)?.length)
      return { status: 403, text: 'The checkpoint has no valid signature of the log.\n' };
    if (oldSize > checkpoint.size) return { status: 400, text: 'The old size is larger than the checkpoint.\n' };
    return this.inTurn(checkpoint.origin, () => this.cosign(request, body));
  }

  private async cosign(request: ParsedAddCheckpoint, body: Buffer): Promise<WitnessAnswer> {
    const { oldSize, proof, note, checkpoint } = request;
    const newest = await this.state.newest(checkpoint.origin);
    const known = newest?.checkpoint ?? { size: 0, root: EMPTY_ROOT };
    const refuse = async (kind: Evidence['kind'], answer: WitnessAnswer) => {
      const evidence = { kind, refused: checkpoint, request: body.toString(), cosigned: newest?.note };
      const path = await this.state.storeEvidence(evidence);
      if (path) this.report(`Refused a signed checkpoint of ${describe(checkpoint)} (${kind}). Evidence: ${path}`);
      return answer;
    };
    const conflict: WitnessAnswer = { status: 409, text: `${known.size}\n`, isSize: true };
    if (checkpoint.size === known.size && !checkpoint.root.equals(known.root)) return refuse('contradiction', conflict);
    if (oldSize !== known.size) return conflict;
    if (!isConsistent(known, checkpoint, proof))
      return refuse('wrong-proof', { status: 422, text: 'The proof does not show that the log has only grown.\n' });
    const signature = signatureLine(note.text, this.state.key, Math.floor(Date.now() / 1000));
    const lines = [...signatureLinesOf(note, this.keysOf(checkpoint.origin)), signature];
    const isStored = await this.state.store(checkpoint.origin, noteOf(note.text, lines), newest);
    // If another process has stored a checkpoint meanwhile, the request is decided again.
    return isStored ? { status: 200, text: signature } : this.cosign(request, body);
  }

  private keysOf(origin: string): VerifierKey[] {
    return this.logs.filter(({ name }) => name === origin);
  }

  /** One request of a log at a time. */
  private async inTurn<T>(origin: string, work: () => Promise<T>): Promise<T> {
    const turn = (this.queues.get(origin) ?? Promise.resolve()).then(work, work);
    this.queues.set(origin, turn);
    return turn;
  }
}

function describe({ origin, size }: Checkpoint): string {
  return `${origin} with size ${size}`;
}
