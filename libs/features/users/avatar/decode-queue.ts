import { Injectable } from '@nestjs/common';
import { CapacityQueue } from '@platform/process/capacity-queue';

/** A decoded picture of 40 megapixels takes up to 160 MB: two at once, a few waiting, the rest later. */
const AT_ONCE = 2;
const WAITING = 16;

@Injectable()
export class DecodeQueue extends CapacityQueue {
  constructor() {
    super(AT_ONCE, WAITING);
  }
}
