import { Body, Controller, Delete, Get, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Caller } from '@platform/access/principal';
import { RequestProblems } from '@platform/errors/platform.errors';
import { ForPermission } from '@platform/http/access/audience';
import { CurrentCaller } from '@platform/http/access/current-user';
import { Operation } from '@platform/http/answers/operation';
import { IdParam } from '@platform/http/fields/id-param';
import { ErasureProblems } from '../erasure.errors';
import { MANAGE_HOLDS } from '../erasure.permissions';
import { ERASURE_ADMIN } from '../erasure.tags';
import type { LegalHoldId } from './legal-hold-id';
import { LegalHoldDto, LegalHoldListDto, LegalHoldsQuery, NewLegalHoldDto } from './legal-holds.dto';
import { LegalHoldsService } from './legal-holds.service';

@ApiTags(ERASURE_ADMIN)
@Controller('v1/admin/legal-holds')
export class LegalHoldsController {
  constructor(private readonly holds: LegalHoldsService) {}

  @Get()
  @ForPermission(MANAGE_HOLDS)
  @Operation({ id: 'listLegalHolds', summary: 'List legal holds', status: 200, answer: LegalHoldListDto })
  list(@Query() query: LegalHoldsQuery) {
    return this.holds.list(query);
  }

  @Post()
  @ForPermission(MANAGE_HOLDS)
  @Operation({
    id: 'createLegalHold',
    summary: 'Place a legal hold on the data of a user',
    description:
      'Postpones the erasure until the hold is removed. The user can still request the deletion, and does not learn of the hold.',
    status: 201,
    answer: LegalHoldDto,
    idempotent: true,
    refuses: [ErasureProblems.erasure_begun, RequestProblems.not_found],
  })
  place(@CurrentCaller() by: Caller, @Body() body: NewLegalHoldDto) {
    return this.holds.place(by, body);
  }

  @Delete(':id')
  @ForPermission(MANAGE_HOLDS)
  @Operation({ id: 'deleteLegalHold', summary: 'Remove a legal hold', status: 204 })
  async remove(@IdParam('id') id: LegalHoldId) {
    await this.holds.remove(id);
  }
}
