import type { DeviceAddress } from './device-address';

export const DEVICE_PLACE = { table: 'communications_device', column: 'content_sealed' };

/** What is sealed of a device. */
export interface DeviceContent {
  readonly address: DeviceAddress;
  readonly name: string | null;
}
