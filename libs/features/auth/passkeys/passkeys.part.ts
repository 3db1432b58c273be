import type { FeaturePart } from '@platform/process/feature-part';
import { PasskeyCredentials } from './passkey-credentials';
import { AddPasskeyService } from './manage/add-passkey.service';
import { PasskeyManager } from './manage/passkey-manager';
import { PasskeysController } from './manage/passkeys.controller';
import { PasskeyCheck } from './passkey-check';
import { PasskeyEntity } from './passkey.entity';
import { PasskeyRepository } from './passkey.repository';
import { PasskeysConfig } from './passkeys.config';
import { PASSKEYS_USER_DATA } from './passkeys.user-data';
import { RelyingParty } from './relying-party';
import { AllowedPasskeys } from './sign-in/allowed-passkeys';
import { PasskeySignInController } from './sign-in/passkey-sign-in.controller';
import { PasskeySignInService } from './sign-in/passkey-sign-in.service';
import './passkeys.migration';

export const PASSKEYS: FeaturePart = {
  controllers: [PasskeysController, PasskeySignInController],
  providers: [
    AddPasskeyService,
    AllowedPasskeys,
    PasskeyCredentials,
    PasskeyManager,
    PasskeyCheck,
    PasskeyRepository,
    PasskeysConfig,
    PASSKEYS_USER_DATA,
    PasskeySignInService,
    RelyingParty,
  ],
  entities: [PasskeyEntity],
};
