import { Body, Controller, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { UsersProblems } from '@features/users';
import type { SessionPrincipal, UserPrincipal } from '@platform/access/principal';
import { OneTimeProblems } from '@platform/one-time/one-time.errors';
import { ForEveryone, ForSignedIn } from '@platform/http/access/audience';
import { CurrentSession, PossibleUser } from '@platform/http/access/current-user';
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
    summary: 'Have a link and a code mailed to your new address',
    description: 'Your account keeps the address it has until the new one is proven.',
    status: 202,
  })
  async ask(@CurrentSession() user: SessionPrincipal, @Body() { email }: ChangeEmailDto) {
    await this.changes.ask(user, email);
  }

  @Post('recovery/email-change/confirm')
  @ForEveryone({ recognises: true })
  @Limited('credentials')
  @Operation({
    id: 'confirmEmailChange',
    summary: 'Prove your new address with the link or the code',
    description: 'The former address is told, with a link to undo it.',
    status: 204,
    refuses: [OneTimeProblems.not_valid, UsersProblems.email_taken],
  })
  async confirm(@Body() body: ConfirmNewEmailDto, @PossibleUser() user?: UserPrincipal) {
    await this.changes.confirm(body, user?.userId);
  }

  @Post('recovery/email-change/undo')
  @ForEveryone()
  @Limited('credentials')
  @Operation({
    id: 'undoEmailChange',
    summary: 'Take an account back from the address it had before',
    description:
      'Every session ends, nothing that opened the account opens it any more (password, passkeys, identities, API keys), and a link for a new password is mailed. A second factor stays if it was set up more than a week before the change.',
    status: 204,
    refuses: [OneTimeProblems.not_valid, UsersProblems.email_taken],
  })
  async undo(@Body() { token }: UndoEmailChangeDto) {
    await this.undoing.undo(token);
  }
}
