import { Body, Controller, Get, Patch } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { UserPrincipal } from '@platform/access/principal';
import { ForSignedIn } from '@platform/http/access/audience';
import { CurrentUser } from '@platform/http/access/current-user';
import { IfMatch, type ExpectedVersion } from '@platform/http/serialization/if-match';
import { Operation } from '@platform/http/answers/operation';
import { ACCOUNT } from '../users.tags';
import { ChangePersonalDto, PersonalDto } from './personal.dto';
import { PersonalService } from './personal.service';
import { PERSONAL_READ, PERSONAL_WRITE } from '../users.permissions';

@ApiTags(ACCOUNT)
@Controller('v1/me/personal')
export class PersonalController {
  constructor(private readonly personal: PersonalService) {}

  @Get()
  @ForSignedIn({ scope: PERSONAL_READ })
  @Operation({
    id: 'getPersonalData',
    summary: 'Read your personal information',
    status: 200,
    answer: PersonalDto,
    etag: true,
  })
  read(@CurrentUser() user: UserPrincipal) {
    return this.personal.read('user', user.userId);
  }

  @Patch()
  @ForSignedIn({ scope: PERSONAL_WRITE })
  @Operation({
    id: 'updatePersonalData',
    summary: 'Update your personal information',
    status: 200,
    answer: PersonalDto,
    etag: true,
    ifMatch: true,
    mergePatch: true,
  })
  change(@CurrentUser() user: UserPrincipal, @Body() patch: ChangePersonalDto, @IfMatch() expected?: ExpectedVersion) {
    return this.personal.change('user', user.userId, patch, expected);
  }
}
