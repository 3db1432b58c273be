import { TextField } from '@platform/http/fields/fields';

export class PushServicesDto {
  @TextField({
    nullable: true,
    max: 100,
    description: 'The `applicationServerKey` for browsers; null without web push.',
    example: 'BNcRdreALRFXTkOOUHK1…',
  })
  webPushKey: string | null;
}
