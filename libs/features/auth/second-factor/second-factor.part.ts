import type { FeaturePart } from '@platform/process/feature-part';
import { LostFactorController } from './lost/lost-factor.controller';
import { LostFactorService } from './lost/lost-factor.service';
import { RecoveryCodeEntity } from './recovery-codes/recovery-code.entity';
import { RecoveryCodeRepository } from './recovery-codes/recovery-code.repository';
import { RecoveryCodes } from './recovery-codes/recovery-codes';
import { RecoveryCodesController } from './recovery-codes/recovery-codes.controller';
import { RecoveryCodesService } from './recovery-codes/recovery-codes.service';
import { SECOND_FACTOR_USER_DATA } from './second-factor.user-data';
import { SecondFactors } from './second-factors';
import { MfaChallenge } from './challenge/mfa-challenge';
import { MfaCodeController } from './sms/mfa-code.controller';
import { SmsFactor } from './sms/sms-factor';
import { SmsFactorController } from './sms/sms-factor.controller';
import { SmsFactorEntity } from './sms/sms-factor.entity';
import { SmsFactorRepository } from './sms/sms-factor.repository';
import { SmsFactorService } from './sms/sms-factor.service';
import { TotpController } from './totp/totp.controller';
import { TotpEntity } from './totp/totp.entity';
import { TotpFactor } from './totp/totp-factor';
import { TotpRepository } from './totp/totp.repository';
import { TotpService } from './totp/totp.service';
import { TrustedDeviceEntity } from './trusted-devices/trusted-device.entity';
import { TrustedDeviceRepository } from './trusted-devices/trusted-device.repository';
import { TrustedDevices } from './trusted-devices/trusted-devices';
import { TrustedDevicesController } from './trusted-devices/trusted-devices.controller';
import { TrustedDevicesService } from './trusted-devices/trusted-devices.service';
import './second-factor.migration';
import './sms/sms-factor.migration';

export const SECOND_FACTOR: FeaturePart = {
  controllers: [
    LostFactorController,
    MfaCodeController,
    RecoveryCodesController,
    SmsFactorController,
    TotpController,
    TrustedDevicesController,
  ],
  providers: [
    LostFactorService,
    RecoveryCodeRepository,
    RecoveryCodes,
    RecoveryCodesService,
    SECOND_FACTOR_USER_DATA,
    SecondFactors,
    MfaChallenge,
    SmsFactor,
    SmsFactorRepository,
    SmsFactorService,
    TotpFactor,
    TotpRepository,
    TotpService,
    TrustedDeviceRepository,
    TrustedDevices,
    TrustedDevicesService,
  ],
  entities: [RecoveryCodeEntity, SmsFactorEntity, TotpEntity, TrustedDeviceEntity],
};
