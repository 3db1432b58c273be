import { Injectable } from '@nestjs/common';
import type { FieldError } from '@platform/errors/problem';
import type { DeviceAddress, DeviceKind } from './device-address';

interface DeviceService {
  readonly kind: DeviceKind;
  /** Why a device with this address cannot be registered. */
  faultOf?(address: DeviceAddress): FieldError | undefined;
}

/** The push services that are configured. Only their devices can be registered. */
@Injectable()
export class DeviceServices {
  private readonly services = new Map<DeviceKind, DeviceService>();

  register(service: DeviceService): void {
    this.services.set(service.kind, service);
  }

  of(kind: DeviceKind): DeviceService | undefined {
    return this.services.get(kind);
  }
}
