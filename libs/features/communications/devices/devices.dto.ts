import { ChoiceField, IdField, ShapeField, ShapeListField, TextField, TimeField } from '@platform/http/fields/fields';
import { DEVICE_KINDS, type DeviceKind } from './device-address';

const KIND = { values: DEVICE_KINDS, description: 'The push service.', example: 'web-push' };
const NAME = { max: 100, description: 'A name that the user recognises.', example: 'Firefox on Linux' };

export class WebPushKeysDto {
  @TextField({ max: 100, description: 'The public key of the browser.', example: 'BNcRdreALRFXTkOOUHK1…' })
  p256dh: string;

  @TextField({ max: 40, description: 'The secret of the browser.', example: 'tBHItJI5svbpez7KI4CCXg' })
  auth: string;
}

export class RegisterDeviceDto {
  @ChoiceField(KIND)
  kind: DeviceKind;

  @TextField({
    optional: true,
    max: 2000,
    description: 'For `web-push`: the endpoint of the subscription.',
    example: 'https://push.example.com/v1/abc',
  })
  endpoint?: string;

  @ShapeField(() => WebPushKeysDto, { optional: true, description: 'For `web-push`: the keys of the subscription.' })
  keys?: WebPushKeysDto;

  @TextField({
    optional: true,
    min: 1,
    max: 4000,
    description: 'For `fcm` and `apns`: the token of the device.',
    example: 'f00d',
  })
  token?: string;

  @TextField({ ...NAME, optional: true })
  name?: string;
}

export class DeviceDto {
  @IdField({ description: 'The ID of the device.', example: '01993f0e-5a5e-7cc0-8f0e-0a1b2c3d4e5f' })
  id: string;

  @ChoiceField(KIND)
  kind: DeviceKind;

  @TextField({ ...NAME, nullable: true })
  name: string | null;

  @TimeField({ description: 'When it was last registered.', example: '2026-11-20T20:15:00.000Z' })
  registeredAt: string;
}

export class DeviceListDto {
  @ShapeListField(() => DeviceDto, { maxItems: 20, description: 'The devices, newest first.' })
  items: DeviceDto[];
}
