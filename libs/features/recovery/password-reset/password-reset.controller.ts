import { Body, Controller, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { OneTimeProblems } from '@platform/one-time/one-time.errors';
import { ForEveryone } from '@platform/http/access/audience';
import { Operation } from '@platform/http/answers/operation';
import { Limited } from '@platform/http/rate-limit/limits';
import { ACCOUNT_RECOVERY } from '../recovery.tags';
import { RequestPasswordResetDto, ConfirmPasswordResetDto } from './password-reset.dto';
import { PasswordResetService } from './password-reset.service';

@ApiTags(ACCOUNT_RECOVERY)
@Controller('v1/recovery/password')
export class PasswordResetController {
  constructor(private readonly passwords: PasswordResetService) {}

  @Post()
  @ForEveryone()
  @Limited('mail')
  @Operation({
    id: 'requestPasswordReset',
    summary: 'Email a link and a code to reset the password',
    description: 'The response is the same whether or not the address has an account.',
    status: 202,
  })
  async request(@Body() { email }: RequestPasswordResetDto) {
    await this.passwords.request(email);
  }

  @Post('confirm')
  @ForEveryone()
  @Limited('credentials')
  @Operation({
    id: 'confirmPasswordReset',
    summary: 'Reset the password with the link or code',
    description: 'All sessions end. The second factor stays.',
    status: 204,
    refuses: [OneTimeProblems.not_valid],
  })
  async confirm(@Body() body: ConfirmPasswordResetDto) {
    await this.passwords.confirm(body);
  }
}
