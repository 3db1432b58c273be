import { Body, Controller, Delete, Get, Post, Put } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { SessionPrincipal, UserPrincipal } from '@platform/access/principal';
import { ForSignedIn } from '@platform/http/access/audience';
import { CurrentSession, CurrentUser } from '@platform/http/access/current-user';
import { Operation } from '@platform/http/answers/operation';
import { Limited } from '@platform/http/rate-limit/limits';
import { OneTimeProblems } from '@platform/one-time/one-time.errors';
import { SmsProblems } from '@platform/sms/sms.errors';
import { RecoveryProblems } from '../recovery.errors';
import { ACCOUNT_RECOVERY } from '../recovery.tags';
import { ConfirmPhoneDto, OwnPhoneDto, SetPhoneDto } from './phone.dto';
import { PhoneVerificationService } from './phone-verification.service';

@ApiTags(ACCOUNT_RECOVERY)
@Controller('v1/me/phone')
export class PhoneController {
  constructor(private readonly phones: PhoneVerificationService) {}

  @Get()
  @ForSignedIn()
  @Operation({ id: 'getPhoneNumber', summary: 'Read your phone number', status: 200, answer: OwnPhoneDto })
  read(@CurrentUser() { userId }: UserPrincipal) {
    return this.phones.read(userId);
  }

  @Put()
  @ForSignedIn({ stepUp: true })
  @Limited('mail')
  @Operation({
    id: 'setPhoneNumber',
    summary: 'Set your phone number',
    description: 'Sends a code to the new number. Your account keeps its current number until the code is confirmed.',
    status: 202,
    refuses: [SmsProblems.off, RecoveryProblems.anonymous_account],
  })
  async set(@CurrentSession() user: SessionPrincipal, @Body() { number }: SetPhoneDto) {
    await this.phones.request(user, number);
  }

  @Post('confirm')
  @ForSignedIn()
  @Limited('credentials')
  @Operation({
    id: 'confirmPhoneNumber',
    summary: 'Confirm your phone number with the code',
    status: 204,
    refuses: [OneTimeProblems.not_valid],
  })
  async confirm(@CurrentSession() user: SessionPrincipal, @Body() { code }: ConfirmPhoneDto) {
    await this.phones.confirm(user, code);
  }

  @Delete()
  @ForSignedIn({ stepUp: true })
  @Operation({
    id: 'deletePhoneNumber',
    summary: 'Remove your phone number',
    description: 'A number that is not confirmed yet is removed as well.',
    status: 204,
  })
  async remove(@CurrentSession() user: SessionPrincipal) {
    await this.phones.remove(user);
  }
}
