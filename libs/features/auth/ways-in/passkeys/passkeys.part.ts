import type { AuthPart } from '../../auth-part';
import { HeldPasskeys } from './held-passkeys';
import { AddPasskeyService } from './own/add-passkey.service';
import { MyPasskeys } from './own/my-passkeys';
import { MyPasskeysController } from './own/my-passkeys.controller';
import { PasskeyCheck } from './passkey-check';
import { PasskeyEntity } from './passkey.entity';
import { PasskeyRepository } from './passkey.repository';
import { PasskeysConfig } from './passkeys.config';
import { PasskeysShare } from './passkeys.user-data';
import { RelyingParty } from './relying-party';
import { AllowedPasskeys } from './sign-in/allowed-passkeys';
import { PasskeySignInController } from './sign-in/passkey-sign-in.controller';
import { PasskeySignInService } from './sign-in/passkey-sign-in.service';
import './passkeys.migration';

export const PASSKEYS: AuthPart = {
  controllers: [MyPasskeysController, PasskeySignInController],
  providers: [
    AddPasskeyService,
    AllowedPasskeys,
    HeldPasskeys,
    MyPasskeys,
    PasskeyCheck,
    PasskeyRepository,
    PasskeysConfig,
    PasskeysShare,
    PasskeySignInService,
    RelyingParty,
  ],
  entities: [PasskeyEntity],
};
