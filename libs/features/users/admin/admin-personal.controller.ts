import { Body, Controller, Get, Patch } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Caller } from '@platform/access/principal';
import { ForPermission } from '@platform/http/access/audience';
import { CurrentCaller } from '@platform/http/access/current-user';
import { IfMatch, type ExpectedVersion } from '@platform/http/serialization/if-match';
import { Operation } from '@platform/http/answers/operation';
import { IdParam } from '@platform/http/fields/id-param';
import type { UserId } from '@platform/ids/ids';
import { USERS_ADMIN } from '../users.tags';
import { UsersProblems } from '../users.errors';
import { READ_PERSONAL, WRITE_PERSONAL } from '../users.permissions';
import { ChangePersonalDto, PersonalDto } from '../personal/personal.dto';
import { AdminPersonalService } from './admin-personal.service';

@ApiTags(USERS_ADMIN)
@Controller('v1/admin/users/:id/personal')
export class AdminPersonalController {
  constructor(private readonly personal: AdminPersonalService) {}

  @Get()
  @ForPermission(READ_PERSONAL)
  @Operation({
    id: 'getUserPersonalData',
    summary: "Read a user's personal information",
    description: "The access is recorded in the user's activity as `users.personal_data_read`.",
    status: 200,
    answer: PersonalDto,
    etag: true,
  })
  read(@CurrentCaller() by: Caller, @IdParam('id') id: UserId) {
    return this.personal.read(by, id);
  }

  @Patch()
  @ForPermission(WRITE_PERSONAL)
  @Operation({
    id: 'updateUserPersonalData',
    summary: "Update a user's personal information",
    description:
      'Without `personal.read`, the response contains only what the request has set; other fields are null or empty. With it, the access is recorded like a read.',
    status: 200,
    answer: PersonalDto,
    etag: true,
    ifMatch: true,
    mergePatch: true,
    refuses: [UsersProblems.account_has_more_rights],
  })
  change(
    @CurrentCaller() by: Caller,
    @IdParam('id') id: UserId,
    @Body() patch: ChangePersonalDto,
    @IfMatch() expected?: ExpectedVersion,
  ) {
    return this.personal.change(by, id, patch, expected);
  }
}
