import { Controller, Get } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { ForEveryone } from '@platform/http/access/audience';
import { Operation } from '@platform/http/answers/operation';
import { DEVICES } from '../communications.tags';
import { PushServicesDto } from './push-services.dto';
import { PushConfig } from './push.config';

@ApiTags(DEVICES)
@Controller('v1/push-services')
export class PushServicesController {
  constructor(private readonly config: PushConfig) {}

  @Get()
  @ForEveryone()
  @Operation({
    id: 'getPushServices',
    summary: 'Read the key with which browsers subscribe to push notifications',
    status: 200,
    answer: PushServicesDto,
  })
  read(): PushServicesDto {
    return { webPushKey: this.config.webPushKey?.publicKey ?? null };
  }
}
