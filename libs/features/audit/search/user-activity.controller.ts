import { Controller, Get, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Caller } from '@platform/access/principal';
import { ForPermission } from '@platform/http/access/audience';
import { CurrentCaller } from '@platform/http/access/current-user';
import { Operation } from '@platform/http/answers/operation';
import { IdParam } from '@platform/http/fields/id-param';
import type { UserId } from '@platform/ids/ids';
import { AUDIT_ADMIN } from '../audit.tags';
import { READ_AUDIT } from '../audit.permissions';
import { AuditListDto, UserActivityQuery } from './audit-search.dto';
import { AuditSearchService } from './audit-search.service';

@ApiTags(AUDIT_ADMIN)
@Controller('v1/admin/users/:id/activity')
export class UserActivityController {
  constructor(private readonly searches: AuditSearchService) {}

  @Get()
  @ForPermission(READ_AUDIT)
  @Operation({
    id: 'listUserActivity',
    summary: "List the activity of a user's account",
    description: 'Returns the same as `listAuditEntries` with `subjectId`, even for users who have been erased.',
    status: 200,
    answer: AuditListDto,
  })
  list(@CurrentCaller() by: Caller, @IdParam('id') id: UserId, @Query() query: UserActivityQuery) {
    return this.searches.ofUser(by, id, query);
  }
}
