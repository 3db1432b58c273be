import { Body, Controller, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { UserPrincipal } from '@platform/access/principal';
import { ForSignedIn } from '@platform/http/access/audience';
import { CurrentUser } from '@platform/http/access/current-user';
import { Operation } from '@platform/http/answers/operation';
import { Limited } from '@platform/http/rate-limit/limits';
import { AuthProblems } from '../auth.errors';
import { ChangePasswordDto } from './password.dto';
import { PasswordService } from './password.service';

@ApiTags('auth')
@Controller('v1/me/password')
export class PasswordController {
  constructor(private readonly passwords: PasswordService) {}

  @Post()
  @ForSignedIn()
  @Limited('credentials')
  @Operation({
    id: 'changePassword',
    summary: 'Change your password',
    description: 'Every other session ends.',
    status: 204,
    refuses: [AuthProblems.wrong_credentials, AuthProblems.too_many_attempts],
  })
  async change(@CurrentUser() user: UserPrincipal, @Body() body: ChangePasswordDto) {
    await this.passwords.change(user, body);
  }
}
