import type { FieldError } from '@platform/errors/problem';
import type { Device } from '../devices/device.repository';
import type { DeviceAddress, DeviceKind } from '../devices/device-address';
import type { OutgoingNotification } from '../deliveries/channel-sender';

/** The device does not accept messages any more, for example because the app was uninstalled. */
export class DeviceGone extends Error {}

export interface OutgoingPush {
  readonly device: Device;
  readonly address: DeviceAddress;
  readonly notification: OutgoingNotification['notification'];
  /** The same for each attempt. */
  readonly deliveryId: string;
}

/** Sends messages to the devices of one kind. */
export interface PushService {
  readonly kind: DeviceKind;
  /** The host that is called for a device. */
  serverOf(address: DeviceAddress): string;
  /** Why a device with this address cannot be registered. */
  faultOf?(address: DeviceAddress): FieldError | undefined;
  /** Whether its settings are complete. */
  readonly isConfigured: boolean;
  /** Throws `DeviceGone` or `NotSent` if the service does not accept the message. */
  send(push: OutgoingPush): Promise<void>;
}

/** Push services keep messages for devices that are offline for this time. */
export const KEPT_SECONDS = 86_400;
export const CALL_MS = 10_000;
