import { Body, Controller, Get, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Caller } from '@platform/access/principal';
import { ForPermission } from '@platform/http/access/audience';
import { CurrentCaller } from '@platform/http/access/current-user';
import { Operation } from '@platform/http/answers/operation';
import { IdParam } from '@platform/http/fields/id-param';
import { IfMatch, type ExpectedVersion } from '@platform/http/serialization/if-match';
import type { UserId } from '@platform/ids/ids';
import { READ_AUDIT } from '../audit.permissions';
import { AUDIT_ADMIN } from '../audit.tags';
import { RestoredVersionDto, RestoreVersionDto, VersionListDto, VersionsQuery } from './versions.dto';
import { VersionsService } from './versions.service';

/** The features that define the records declare these. */
const ERRORS_OF_CHANGES = ['users.account_has_more_rights', 'users.username_taken', 'users.username_required'];

@ApiTags(AUDIT_ADMIN)
@Controller('v1/admin/users/:id/versions')
export class VersionsController {
  constructor(private readonly versions: VersionsService) {}

  @Get()
  @ForPermission(READ_AUDIT)
  @Operation({
    id: 'getUserVersions',
    summary: 'Read earlier versions of a user',
    description: 'Undoes at most 10,000 changes. Values need the same permissions as in `listAuditEntries`.',
    status: 200,
    answer: VersionListDto,
  })
  list(@CurrentCaller() by: Caller, @IdParam('id') id: UserId, @Query() query: VersionsQuery) {
    return this.versions.list(by, id, query);
  }

  @Post('restore')
  @ForPermission(READ_AUDIT)
  @Operation({
    id: 'restoreUserVersion',
    summary: 'Restore an earlier version of a record',
    description:
      'Changes the record like `updateUser`, `updateUserPersonalData` or `updateUserPreferences`, with their write permissions, rules, events and ETags.',
    status: 200,
    answer: RestoredVersionDto,
    ifMatch: true,
    refuses: ERRORS_OF_CHANGES.map((code) => ({ code })),
  })
  restore(
    @CurrentCaller() by: Caller,
    @IdParam('id') id: UserId,
    @Body() request: RestoreVersionDto,
    @IfMatch() expected?: ExpectedVersion,
  ) {
    return this.versions.restore(by, id, request, expected);
  }
}
