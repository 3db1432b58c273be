import { Body, Controller, Delete, Get, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { SessionPrincipal } from '@platform/access/principal';
import { ForPermission } from '@platform/http/access/audience';
import { CurrentSession } from '@platform/http/access/current-user';
import { Operation } from '@platform/http/answers/operation';
import { IdParam } from '@platform/http/fields/id-param';
import { PageQuery } from '@platform/http/paging/page';
import { ACCESS_ADMIN } from '@features/access';
import { RoleProblems } from '@features/access';
import type { ApiKeyId } from '@platform/ids/ids';
import { READ_API_KEYS, WRITE_API_KEYS } from '../api-keys.permissions';
import { CreatedServiceKeyDto, NewServiceKeyDto, ServiceKeyListDto } from './service-keys.dto';
import { ServiceKeysService } from './service-keys.service';

@ApiTags(ACCESS_ADMIN)
@Controller('v1/admin/api-keys')
export class ServiceKeysController {
  constructor(private readonly keys: ServiceKeysService) {}

  @Post()
  @ForPermission(WRITE_API_KEYS, { stepUp: true })
  @Operation({
    id: 'createServiceKey',
    summary: 'Create an API key for a backend',
    description: 'You can only grant permissions that you have yourself.',
    status: 201,
    answer: CreatedServiceKeyDto,
    idempotent: true,
    refuses: [RoleProblems.exceeds_own_permissions],
  })
  create(@CurrentSession() by: SessionPrincipal, @Body() body: NewServiceKeyDto) {
    return this.keys.create(by, body);
  }

  @Get()
  @ForPermission(READ_API_KEYS)
  @Operation({
    id: 'listServiceKeys',
    summary: 'List the API keys of backends',
    status: 200,
    answer: ServiceKeyListDto,
  })
  list(@Query() page: PageQuery) {
    return this.keys.list(page);
  }

  @Delete(':id')
  @ForPermission(WRITE_API_KEYS, { stepUp: true })
  @Operation({ id: 'revokeServiceKey', summary: 'Revoke the API key of a backend', status: 204 })
  async revoke(@IdParam('id') id: ApiKeyId) {
    await this.keys.revoke(id);
  }
}
