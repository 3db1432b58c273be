import { Body, Controller, Get, Param, Patch } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Caller } from '@platform/access/principal';
import { ForPermission } from '@platform/http/access/audience';
import { CurrentCaller } from '@platform/http/access/current-user';
import { IfMatch, type ExpectedVersion } from '@platform/http/serialization/if-match';
import { Operation } from '@platform/http/answers/operation';
import { IdPipe } from '@platform/http/fields/id.pipe';
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
    description: 'Recorded in the activity of the user as `users.personal_data_read`.',
    status: 200,
    answer: PersonalDto,
    etag: true,
  })
  read(@CurrentCaller() by: Caller, @Param('id', IdPipe) id: string) {
    return this.personal.read(by, id);
  }

  @Patch()
  @ForPermission(WRITE_PERSONAL)
  @Operation({
    id: 'updateUserPersonalData',
    summary: "Change a user's personal information",
    description:
      'Without `personal.read` the answer holds only what the request has set; the other fields are null or empty. With it, the answer is recorded like a reading.',
    status: 200,
    answer: PersonalDto,
    etag: true,
    ifMatch: true,
    mergePatch: true,
    refuses: [UsersProblems.account_has_more_rights],
  })
  change(
    @CurrentCaller() by: Caller,
    @Param('id', IdPipe) id: string,
    @Body() patch: ChangePersonalDto,
    @IfMatch() expected?: ExpectedVersion,
  ) {
    return this.personal.change(by, id, patch, expected);
  }
}
