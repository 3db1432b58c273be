import { Body, Controller, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { UserPrincipal } from '@platform/access/principal';
import { OneTimeProblems } from '@platform/one-time/one-time.errors';
import { ForEveryone } from '@platform/http/access/audience';
import { OptionalUser } from '@platform/http/access/current-user';
import { Operation } from '@platform/http/answers/operation';
import { Limited } from '@platform/http/rate-limit/limits';
import { ACCOUNT_RECOVERY } from '../recovery.tags';
import { RequestEmailVerificationDto, ConfirmEmailVerificationDto } from './email-verification.dto';
import { EmailVerificationService } from './email-verification.service';

@ApiTags(ACCOUNT_RECOVERY)
@Controller('v1/recovery/email')
export class EmailVerificationController {
  constructor(private readonly emails: EmailVerificationService) {}

  @Post()
  @ForEveryone({ recognises: true })
  @Limited('mail')
  @Operation({
    id: 'requestEmailVerification',
    summary: 'Email a link and a code to verify your email address',
    description: 'The response is the same whether or not the address has an account or is already verified.',
    status: 202,
  })
  async request(@Body() { email }: RequestEmailVerificationDto, @OptionalUser() user?: UserPrincipal) {
    await this.emails.request(user, email);
  }

  @Post('confirm')
  @ForEveryone({ recognises: true })
  @Limited('credentials')
  @Operation({
    id: 'confirmEmailVerification',
    summary: 'Verify your email address with the link or code',
    status: 204,
    refuses: [OneTimeProblems.not_valid],
  })
  async confirm(@Body() body: ConfirmEmailVerificationDto, @OptionalUser() user?: UserPrincipal) {
    await this.emails.confirm(body, user);
  }
}
