import { Controller, Get } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { READ_USERS } from '@features/users';
import { ForPermission } from '@platform/http/access/audience';
import { Operation } from '@platform/http/answers/operation';
import { IdParam } from '@platform/http/fields/id-param';
import { ACCESS_ADMIN } from '@features/access';
import type { UserId } from '@platform/ids/ids';
import { SignInMethodsDto } from '../../sign-in-methods/sign-in-methods.dto';
import { UserSignInMethodsService } from './user-sign-in-methods.service';

@ApiTags(ACCESS_ADMIN)
@Controller('v1/admin/users/:id/sign-in-methods')
export class UserSignInMethodsController {
  constructor(private readonly methods: UserSignInMethodsService) {}

  @Get()
  @ForPermission(READ_USERS)
  @Operation({
    id: 'getUserSignInMethods',
    summary: 'List the sign-in methods of a user',
    status: 200,
    answer: SignInMethodsDto,
  })
  read(@IdParam('id') id: UserId) {
    return this.methods.of(id);
  }
}
