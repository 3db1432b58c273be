import { Body, Controller, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { UsersProblems } from '@features/users';
import type { SessionPrincipal, UserPrincipal } from '@platform/access/principal';
import { OneTimeProblems } from '@platform/one-time/one-time.errors';
import { ForEveryone, ForSignedIn } from '@platform/http/access/audience';
import { CurrentSession, OptionalUser } from '@platform/http/access/current-user';
import { Operation } from '@platform/http/answers/operation';
import { Limited } from '@platform/http/rate-limit/limits';
import { ACCOUNT_RECOVERY } from '../recovery.tags';
import { ChangeEmailDto, ConfirmNewEmailDto, UndoEmailChangeDto } from './email-change.dto';
import { EmailChangeService } from './email-change.service';
import { UndoService } from './undo.service';

@ApiTags(ACCOUNT_RECOVERY)
@Controller('v1')
export class EmailChangeController {
  constructor(
    private readonly changes: EmailChangeService,
    private readonly undoing: UndoService,
  ) {}

  @Post('me/email')
  @ForSignedIn({ stepUp: true })
  @Limited('mail')
  @Operation({
    id: 'requestEmailChange',
    summary: 'Start changing your email address',
    description:
      'Emails a link and a code to the new address. Your account keeps its current address until the new one is verified.',
    status: 202,
  })
  async request(@CurrentSession() user: SessionPrincipal, @Body() { email }: ChangeEmailDto) {
    await this.changes.request(user, email);
  }

  @Post('recovery/email-change/confirm')
  @ForEveryone({ recognises: true })
  @Limited('credentials')
  @Operation({
    id: 'confirmEmailChange',
    summary: 'Confirm the new email address with the link or code',
    description: 'The previous address is notified and receives a link to undo the change.',
    status: 204,
    refuses: [OneTimeProblems.not_valid, UsersProblems.email_taken],
  })
  async confirm(@Body() body: ConfirmNewEmailDto, @OptionalUser() user?: UserPrincipal) {
    await this.changes.confirm(body, user?.userId);
  }

  @Post('recovery/email-change/undo')
  @ForEveryone()
  @Limited('credentials')
  @Operation({
    id: 'undoEmailChange',
    summary: 'Undo a change of the email address',
    description:
      'Restores the previous address, ends all sessions, removes the password, passkeys, linked identities and API keys, and emails a link to reset the password. A second factor stays if it was set up more than a week before the change.',
    status: 204,
    refuses: [OneTimeProblems.not_valid, UsersProblems.email_taken],
  })
  async undo(@Body() { token }: UndoEmailChangeDto) {
    await this.undoing.undo(token);
  }
}
