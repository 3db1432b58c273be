import type { Fetch } from '@platform/http-client/http-client';
import { consistencyProof } from '@platform/transparency-log/tree.rule';
import { WitnessClient, type TrustedWitness } from '@platform/transparency-log/witness/witness-client';
import { WitnessAhead, WitnessContradicted } from '@platform/transparency-log/witness/witness-errors';
import type { CheckpointRepository } from '../log/checkpoint.repository';
import type { LogTree } from '../log/log-tree';
import { HeadContradicted, HeadIsAhead, type HeadDestination, type SentHead } from './head-destination';

/** A witness, which signs a checkpoint only if it continues those that it has signed before. */
export class WitnessDestination implements HeadDestination {
  readonly name: string;
  readonly cosigns = true;
  private readonly client: WitnessClient;

  constructor(
    witness: TrustedWitness,
    readonly everySeconds: number,
    fetch: Fetch,
    private readonly tree: LogTree,
    private readonly checkpoints: CheckpointRepository,
  ) {
    this.name = `witness ${witness.key.name}`.slice(0, 64);
    this.client = new WitnessClient(fetch, witness);
  }

  async send({ log, size, note }: SentHead, sent: number): Promise<void> {
    const proof = (from: number) => consistencyProof(from, size, this.tree.tiles(log).reader(size));
    try {
      const { lines } = await this.client.cosign({ oldSize: sent, proof, checkpoint: note });
      await this.checkpoints.addSignatures(log.number, size, lines);
    } catch (error) {
      if (error instanceof WitnessAhead) throw new HeadIsAhead(error.witnessed, `The ${this.name}`);
      if (error instanceof WitnessContradicted) throw new HeadContradicted(null, `The ${this.name}`);
      throw error;
    }
  }
}
