import { Body, Controller, Get, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Caller } from '@platform/access/principal';
import { ForPermission } from '@platform/http/access/audience';
import { CurrentCaller } from '@platform/http/access/current-user';
import { Operation } from '@platform/http/answers/operation';
import { IdParam } from '@platform/http/fields/id-param';
import { IfMatch, type ExpectedVersion } from '@platform/http/serialization/if-match';
import type { UserId } from '@platform/ids/ids';
import { AuditProblems } from '../audit.errors';
import { READ_AUDIT } from '../audit.permissions';
import { AUDIT_ADMIN } from '../audit.tags';
import { RestoredVersionDto, RestoreVersionDto, VersionListDto, VersionsQuery } from './versions.dto';
import { VersionsService } from './versions.service';

@ApiTags(AUDIT_ADMIN)
@Controller('v1/admin/users/:id/versions')
export class VersionsController {
  constructor(private readonly versions: VersionsService) {}

  @Get()
  @ForPermission(READ_AUDIT)
  @Operation({
    id: 'getUserVersions',
    summary: 'Read the records of a user as they were at a time',
    description:
      'Undoes the changes in the event log since then, 10,000 for each kind of record at most. Values follow the same permissions as `changes` in `searchAuditLog`, and reading personal values is recorded. A value that the log does not tell has a reason.',
    status: 200,
    answer: VersionListDto,
    refuses: [AuditProblems.too_many_changes],
  })
  list(@CurrentCaller() by: Caller, @IdParam('id') id: UserId, @Query() query: VersionsQuery) {
    return this.versions.list(by, id, query);
  }

  @Post('restore')
  @ForPermission(READ_AUDIT)
  @Operation({
    id: 'restoreUserVersion',
    summary: 'Restore a record of a user as it was at a time',
    description:
      'Changes the record like `updateUser` (`profile`), `updateUserPersonalData` (`personal`, `attributes`) or `updateUserPreferences`, with the permission, rules, errors, event and `If-Match` of that operation. The pointer of a value that the current rules refuse is the one that it has there. If nothing differs, nothing changes and there is no event. `email` cannot be restored.',
    status: 200,
    answer: RestoredVersionDto,
    ifMatch: true,
    refuses: [AuditProblems.not_restorable, AuditProblems.version_unknown, AuditProblems.too_many_changes],
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
