import { Injectable } from '@nestjs/common';
import { currentWork } from '@platform/context/work-context';
import { deviceOf } from './device.rule';
import { Memo } from '@platform/process/memo';
import { Countries } from './countries';

/** The origin of an action, as it is later shown to the user. It is stored only sealed. */
export interface SeenOrigin {
  readonly device: string | null;
  readonly place: string | null;
  readonly network: string | null;
}

/** Results are cached, because there are few user agents, and parsing one costs more than the rest of a request. */
const devices = new Memo(deviceOf);

@Injectable()
export class Origins {
  constructor(private readonly countries: Countries) {}

  /** The origin of the current request; all fields are null outside of HTTP requests. */
  seen(): SeenOrigin {
    const origin = currentWork()?.origin;
    return {
      device: origin?.userAgent === undefined ? null : devices.of(origin.userAgent),
      place: this.countries.of(origin?.ip),
      network: origin?.network ?? null,
    };
  }
}
