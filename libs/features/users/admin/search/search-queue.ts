import { Injectable } from '@nestjs/common';
import { CapacityQueue } from '@platform/process/capacity-queue';

/** Limits the concurrent searches that read thousands of accounts. Further ones wait or are rejected. */
const MAX_RUNNING = 4;
const MAX_WAITING = 16;

@Injectable()
export class SearchQueue extends CapacityQueue {
  constructor() {
    super(MAX_RUNNING, MAX_WAITING);
  }
}
