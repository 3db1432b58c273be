import { Injectable } from '@nestjs/common';
import { CapacityQueue } from '@platform/process/capacity-queue';

/** Searches that look at thousands of accounts: a few at once, some waiting, the rest later. */
const AT_ONCE = 4;
const WAITING = 16;

@Injectable()
export class SearchQueue extends CapacityQueue {
  constructor() {
    super(AT_ONCE, WAITING);
  }
}
