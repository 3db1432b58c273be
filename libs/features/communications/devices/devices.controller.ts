import { Body, Controller, Delete, Get, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { SessionPrincipal, UserPrincipal } from '@platform/access/principal';
import { ForSignedIn } from '@platform/http/access/audience';
import { CurrentSession, CurrentUser } from '@platform/http/access/current-user';
import { Operation } from '@platform/http/answers/operation';
import { IdParam } from '@platform/http/fields/id-param';
import type { Id } from '@platform/ids/ids';
import { NOTIFICATIONS_READ, NOTIFICATIONS_WRITE } from '../communications.permissions';
import { DEVICES } from '../communications.tags';
import { DeviceDto, DeviceListDto, RegisterDeviceDto } from './devices.dto';
import { DevicesService } from './devices.service';

@ApiTags(DEVICES)
@Controller('v1/me/devices')
export class DevicesController {
  constructor(private readonly devices: DevicesService) {}

  @Get()
  @ForSignedIn({ scope: NOTIFICATIONS_READ })
  @Operation({
    id: 'listDevices',
    summary: 'List your devices that receive push notifications',
    status: 200,
    answer: DeviceListDto,
  })
  list(@CurrentUser() { userId }: UserPrincipal) {
    return this.devices.list(userId);
  }

  @Post()
  @ForSignedIn()
  @Operation({
    id: 'createDevice',
    summary: 'Register this device for push notifications',
    description:
      'It receives them until the session ends. Registering it again changes the session, and the user if another one was signed in there. Beyond 20 devices, the oldest is removed.',
    status: 201,
    answer: DeviceDto,
  })
  register(@CurrentSession() user: SessionPrincipal, @Body() device: RegisterDeviceDto) {
    return this.devices.register(user, device);
  }

  @Delete(':id')
  @ForSignedIn({ scope: NOTIFICATIONS_WRITE })
  @Operation({ id: 'deleteDevice', summary: 'Stop push notifications to a device', status: 204 })
  async delete(@CurrentUser() { userId }: UserPrincipal, @IdParam('id') id: Id<'device'>) {
    await this.devices.remove(userId, id);
  }
}
