import { Injectable } from '@nestjs/common';
import { PositionRepository } from '@platform/event-log/positions/position.repository';
import { CheckpointRepository } from './checkpoint.repository';

/** The positions of entries, and which of them a signed checkpoint contains. */
export interface EntryPositions {
  of(seq: number): number | null;
  isProven(seq: number): boolean;
}

@Injectable()
export class ProvenEntries {
  constructor(
    private readonly positions: PositionRepository,
    private readonly checkpoints: CheckpointRepository,
  ) {}

  async among(entries: readonly { readonly seq: number }[]): Promise<EntryPositions> {
    const [positions, proven] = await Promise.all([
      this.positions.ofNumbers(entries.map(({ seq }) => seq)),
      this.checkpoints.provenPosition(),
    ]);
    return {
      of: (seq) => positions.get(seq) ?? null,
      isProven: (seq) => (positions.get(seq) ?? Infinity) <= proven,
    };
  }
}
