import { Body, Controller, Get, Patch, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { ForPermission } from '@platform/http/access/audience';
import { Operation } from '@platform/http/answers/operation';
import { IdParam } from '@platform/http/fields/id-param';
import { IfMatch, type ExpectedVersion } from '@platform/http/serialization/if-match';
import { MANAGE_PRIVACY_REQUESTS } from '../privacy.permissions';
import { PRIVACY_ADMIN } from '../privacy.tags';
import type { PrivacyRequestId } from '../privacy-request';
import {
  ChangePrivacyRequestDto,
  NewPrivacyRequestDto,
  PrivacyRequestDto,
  PrivacyRequestListDto,
  PrivacyRequestsQuery,
} from './requests.dto';
import { PrivacyRequestsService } from './requests.service';

@ApiTags(PRIVACY_ADMIN)
@Controller('v1/admin/privacy-requests')
export class PrivacyRequestsController {
  constructor(private readonly requests: PrivacyRequestsService) {}

  @Get()
  @ForPermission(MANAGE_PRIVACY_REQUESTS)
  @Operation({
    id: 'listPrivacyRequests',
    summary: 'List requests of users about their data',
    status: 200,
    answer: PrivacyRequestListDto,
  })
  list(@Query() query: PrivacyRequestsQuery) {
    return this.requests.list(query);
  }

  @Post()
  @ForPermission(MANAGE_PRIVACY_REQUESTS)
  @Operation({
    id: 'createPrivacyRequest',
    summary: 'Register a request of a user about their data',
    status: 201,
    answer: PrivacyRequestDto,
    etag: true,
    idempotent: true,
  })
  register(@Body() request: NewPrivacyRequestDto) {
    return this.requests.register(request);
  }

  @Get(':id')
  @ForPermission(MANAGE_PRIVACY_REQUESTS)
  @Operation({
    id: 'getPrivacyRequest',
    summary: 'Read a request of a user',
    status: 200,
    answer: PrivacyRequestDto,
    etag: true,
  })
  read(@IdParam('id') id: PrivacyRequestId) {
    return this.requests.read(id);
  }

  @Patch(':id')
  @ForPermission(MANAGE_PRIVACY_REQUESTS)
  @Operation({
    id: 'updatePrivacyRequest',
    summary: 'Assign, annotate, postpone or close a request of a user',
    status: 200,
    answer: PrivacyRequestDto,
    etag: true,
    ifMatch: true,
    mergePatch: true,
  })
  change(
    @IdParam('id') id: PrivacyRequestId,
    @Body() patch: ChangePrivacyRequestDto,
    @IfMatch() expected?: ExpectedVersion,
  ) {
    return this.requests.change(id, patch, expected);
  }
}
