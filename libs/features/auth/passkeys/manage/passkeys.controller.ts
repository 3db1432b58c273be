import { Body, Controller, Delete, Get, Patch, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { SessionPrincipal, UserPrincipal } from '@platform/access/principal';
import { ForSignedIn } from '@platform/http/access/audience';
import { CurrentSession, CurrentUser } from '@platform/http/access/current-user';
import { Operation } from '@platform/http/answers/operation';
import { IdParam } from '@platform/http/fields/id-param';
import { PageQuery } from '@platform/http/paging/page';
import { Limited } from '@platform/http/rate-limit/limits';
import { SIGN_IN_METHODS } from '../../auth.tags';
import { AuthProblems } from '../../auth.errors';
import { PasskeyProblems } from '../passkeys.errors';
import { AddPasskeyService } from './add-passkey.service';
import { PasskeyManager } from './passkey-manager';
import { AddPasskeyDto, NewPasskeyChallengeDto, PasskeyDto, PasskeyListDto, RenamePasskeyDto } from './passkeys.dto';
import type { PasskeyId } from '../passkey-id';

@ApiTags(SIGN_IN_METHODS)
@Controller('v1/me/passkeys')
export class PasskeysController {
  constructor(
    private readonly passkeys: PasskeyManager,
    private readonly adding: AddPasskeyService,
  ) {}

  @Get()
  @ForSignedIn()
  @Operation({ id: 'listPasskeys', summary: 'List your passkeys', status: 200, answer: PasskeyListDto })
  list(@CurrentUser() { userId }: UserPrincipal, @Query() page: PageQuery) {
    return this.passkeys.list(userId, page);
  }

  @Post('options')
  @ForSignedIn({ stepUp: true })
  @Limited('credentials')
  @Operation({
    id: 'createPasskeyRegistrationOptions',
    summary: 'Start adding a passkey',
    description: "The passkey is not added until `createPasskey` receives the authenticator's response.",
    status: 200,
    answer: NewPasskeyChallengeDto,
    refuses: [PasskeyProblems.passkey_limit],
  })
  begin(@CurrentSession() user: SessionPrincipal) {
    return this.adding.begin(user);
  }

  @Post()
  @ForSignedIn({ stepUp: true })
  @Limited('credentials')
  @Operation({
    id: 'createPasskey',
    summary: 'Add a passkey',
    status: 201,
    answer: PasskeyDto,
    refuses: [PasskeyProblems.passkey_not_added, PasskeyProblems.passkey_taken],
  })
  add(@CurrentSession() user: SessionPrincipal, @Body() body: AddPasskeyDto) {
    return this.adding.add(user, body);
  }

  @Patch(':id')
  @ForSignedIn()
  @Operation({ id: 'updatePasskey', summary: 'Rename a passkey', status: 200, answer: PasskeyDto, mergePatch: true })
  rename(@CurrentUser() { userId }: UserPrincipal, @IdParam('id') id: PasskeyId, @Body() { name }: RenamePasskeyDto) {
    return this.passkeys.rename(id, userId, name);
  }

  @Delete(':id')
  @ForSignedIn({ stepUp: true })
  @Operation({
    id: 'deletePasskey',
    summary: 'Remove a passkey',
    status: 204,
    refuses: [AuthProblems.last_sign_in_method],
  })
  async remove(@CurrentUser() { userId }: UserPrincipal, @IdParam('id') id: PasskeyId) {
    await this.passkeys.remove(id, userId);
  }
}
