export const DEVICE_KINDS = ['web-push', 'fcm', 'apns'] as const;
export type DeviceKind = (typeof DEVICE_KINDS)[number];

export interface WebPushAddress {
  readonly kind: 'web-push';
  readonly endpoint: string;
  /** The public key of the browser, and its secret, with which messages are encrypted. */
  readonly keys: { readonly p256dh: string; readonly auth: string };
}

export interface TokenAddress {
  readonly kind: 'fcm' | 'apns';
  readonly token: string;
}

/** Where a push service delivers messages to a device. */
export type DeviceAddress = WebPushAddress | TokenAddress;
