import { Controller, Delete } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { UsersProblems } from '@features/users';
import type { Caller } from '@platform/access/principal';
import { ForPermission } from '@platform/http/access/audience';
import { CurrentCaller } from '@platform/http/access/current-user';
import { Operation } from '@platform/http/answers/operation';
import { IdParam } from '@platform/http/fields/id-param';
import { ACCESS_ADMIN } from '@features/access';
import type { UserId } from '@platform/ids/ids';
import { SecondFactorProblems } from '../second-factor.errors';
import { REMOVE_SECOND_FACTORS } from '../second-factor.permissions';
import { LostFactorService } from './lost-factor.service';

@ApiTags(ACCESS_ADMIN)
@Controller('v1/admin/users/:id/mfa')
export class LostFactorController {
  constructor(private readonly lost: LostFactorService) {}

  @Delete()
  @ForPermission(REMOVE_SECOND_FACTORS, { stepUp: true })
  @Operation({
    id: 'resetUserMfa',
    summary: 'Remove the second factor of a user who lost it',
    description:
      "Removes the authenticator app, codes by text message, the recovery codes and the trusted devices. Passkeys, linked identities and API keys stay. All sessions of the user end, and the user is notified by email. Verify the user's identity first: after this, the first factor alone is enough to sign in.",
    status: 204,
    refuses: [SecondFactorProblems.totp_not_enabled, UsersProblems.account_has_more_rights],
  })
  async remove(@CurrentCaller() by: Caller, @IdParam('id') id: UserId) {
    await this.lost.remove(by, id);
  }
}
