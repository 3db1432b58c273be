import { Controller, Delete, Get, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { UserPrincipal } from '@platform/access/principal';
import { ForSignedIn } from '@platform/http/access/audience';
import { CurrentUser } from '@platform/http/access/current-user';
import { Operation } from '@platform/http/answers/operation';
import { IdParam } from '@platform/http/fields/id-param';
import { PageQuery } from '@platform/http/paging/page';
import { SIGN_IN_METHODS } from '../../auth.tags';
import { TrustedDeviceListDto } from './trusted-devices.dto';
import { TrustedDevicesService } from './trusted-devices.service';
import type { TrustedDeviceId } from './trusted-device-id';

@ApiTags(SIGN_IN_METHODS)
@Controller('v1/me/mfa/trusted-devices')
export class TrustedDevicesController {
  constructor(private readonly devices: TrustedDevicesService) {}

  @Get()
  @ForSignedIn()
  @Operation({
    id: 'listTrustedDevices',
    summary: 'List trusted devices',
    status: 200,
    answer: TrustedDeviceListDto,
  })
  list(@CurrentUser() { userId }: UserPrincipal, @Query() page: PageQuery) {
    return this.devices.list(userId, page);
  }

  @Delete()
  @ForSignedIn()
  @Operation({ id: 'deleteTrustedDevices', summary: 'Remove all trusted devices', status: 204 })
  async distrustAll(@CurrentUser() { userId }: UserPrincipal) {
    await this.devices.distrustAll(userId);
  }

  @Delete(':id')
  @ForSignedIn()
  @Operation({ id: 'deleteTrustedDevice', summary: 'Remove a trusted device', status: 204 })
  async distrust(@CurrentUser() { userId }: UserPrincipal, @IdParam('id') id: TrustedDeviceId) {
    await this.devices.distrust(id, userId);
  }
}
