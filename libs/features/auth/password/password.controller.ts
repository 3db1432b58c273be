import { Body, Controller, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { SessionPrincipal } from '@platform/access/principal';
import { ForSignedIn } from '@platform/http/access/audience';
import { CurrentSession } from '@platform/http/access/current-user';
import { Operation } from '@platform/http/answers/operation';
import { Limited } from '@platform/http/rate-limit/limits';
import { AccessProblems } from '@platform/errors/platform.errors';
import { SIGN_IN_METHODS } from '../auth.tags';
import { AuthProblems } from '../auth.errors';
import { ChangePasswordDto } from './password.dto';
import { PasswordService } from './password.service';

@ApiTags(SIGN_IN_METHODS)
@Controller('v1/me/password')
export class PasswordController {
  constructor(private readonly passwords: PasswordService) {}

  @Post()
  @ForSignedIn()
  @Limited('credentials')
  @Operation({
    id: 'changePassword',
    summary: 'Change your password',
    description: 'Changes your password or sets your first one. All other sessions end.',
    status: 204,
    refuses: [
      AccessProblems.step_up_required,
      AuthProblems.wrong_password,
      AuthProblems.identifier_required,
      AuthProblems.too_many_attempts,
    ],
  })
  async change(@CurrentSession() user: SessionPrincipal, @Body() body: ChangePasswordDto) {
    await this.passwords.change(user, body);
  }
}
