import { availableParallelism } from 'node:os';
import { Injectable } from '@nestjs/common';
import { CapacityQueue } from '@platform/process/capacity-queue';
import { AuthConfig } from '../auth.config';

/** Runs one hash per core at a time, because more would slow down each other and all other work. It is bounded. */
@Injectable()
export class HashQueue extends CapacityQueue {
  constructor({ hashesAtOnce, hashQueue }: AuthConfig) {
    super(hashesAtOnce || availableParallelism(), hashQueue);
  }
}
