import { availableParallelism } from 'node:os';
import { Injectable } from '@nestjs/common';
import { CapacityQueue } from '@platform/process/capacity-queue';
import { AuthConfig } from '../auth.config';

/** Hashing one at a time per core: more at once slow each other and everything else down. The queue is bounded. */
@Injectable()
export class HashQueue extends CapacityQueue {
  constructor({ hashesAtOnce, hashQueue }: AuthConfig) {
    super(hashesAtOnce || availableParallelism(), hashQueue);
  }
}
