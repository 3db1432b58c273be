import { Body, Controller, Get, Param, Patch } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { ForPermission } from '@platform/http/access/audience';
import { IfMatch, type ExpectedVersion } from '@platform/http/answers/if-match';
import { Operation } from '@platform/http/answers/operation';
import { IdPipe } from '@platform/http/fields/id.pipe';
import { READ_USERS, WRITE_USERS } from '../users.permissions';
import { ChangePersonalDto, PersonalDto } from './personal.dto';
import { PersonalService } from './personal.service';

@ApiTags('users admin')
@Controller('v1/admin/users/:id/personal')
export class AdminPersonalController {
  constructor(private readonly personal: PersonalService) {}

  @Get()
  @ForPermission(READ_USERS)
  @Operation({
    id: 'getPersonal',
    summary: "Read a user's personal information",
    status: 200,
    answer: PersonalDto,
    etag: true,
  })
  read(@Param('id', IdPipe) id: string) {
    return this.personal.read('admin', id);
  }

  @Patch()
  @ForPermission(WRITE_USERS)
  @Operation({
    id: 'changePersonal',
    summary: "Change a user's personal information",
    status: 200,
    answer: PersonalDto,
    etag: true,
    ifMatch: true,
    mergePatch: true,
  })
  change(@Param('id', IdPipe) id: string, @Body() patch: ChangePersonalDto, @IfMatch() expected?: ExpectedVersion) {
    return this.personal.change('admin', id, patch, expected);
  }
}
