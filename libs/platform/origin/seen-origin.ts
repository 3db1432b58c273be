import { Injectable } from '@nestjs/common';
import { currentWork } from '@platform/context/work-context';
import { deviceOf } from './device.rule';
import { Places } from './places';

/** Where something was done from, as its user is later shown it. Kept only sealed. */
export interface SeenOrigin {
  readonly device: string | null;
  readonly place: string | null;
  readonly network: string | null;
}

@Injectable()
export class Origins {
  constructor(private readonly places: Places) {}

  /** Of the current request; all null for work that nobody asked for over HTTP. */
  seen(): SeenOrigin {
    const origin = currentWork()?.origin;
    return {
      device: deviceOf(origin?.userAgent),
      place: this.places.of(origin?.ip),
      network: origin?.network ?? null,
    };
  }
}
