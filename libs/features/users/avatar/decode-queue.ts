import { Injectable } from '@nestjs/common';
import { CapacityQueue } from '@platform/process/capacity-queue';

/** A decoded picture of 40 megapixels takes up to 160 MB, so only two are decoded at a time. */
const MAX_RUNNING = 2;
const MAX_WAITING = 16;

@Injectable()
export class DecodeQueue extends CapacityQueue {
  constructor() {
    super(MAX_RUNNING, MAX_WAITING);
  }
}
