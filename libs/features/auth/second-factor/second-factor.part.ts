import type { AuthPart } from '../auth-part';
import { LostFactorController } from './lost/lost-factor.controller';
import { LostFactorService } from './lost/lost-factor.service';
import { RecoveryCodeEntity } from './recovery-codes/recovery-code.entity';
import { RecoveryCodeRepository } from './recovery-codes/recovery-code.repository';
import { RecoveryCodes } from './recovery-codes/recovery-codes';
import { RecoveryCodesController } from './recovery-codes/recovery-codes.controller';
import { RecoveryCodesService } from './recovery-codes/recovery-codes.service';
import { SecondFactorShare } from './second-factor.user-data';
import { SecondFactors } from './second-factors';
import { SecondStep } from './second-step';
import { SecondStepController } from './second-step.controller';
import { SecondStepService } from './second-step.service';
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

export const SECOND_FACTOR: AuthPart = {
  controllers: [
    LostFactorController,
    RecoveryCodesController,
    SecondStepController,
    TotpController,
    TrustedDevicesController,
  ],
  providers: [
    LostFactorService,
    RecoveryCodeRepository,
    RecoveryCodes,
    RecoveryCodesService,
    SecondFactorShare,
    SecondFactors,
    SecondStep,
    SecondStepService,
    TotpFactor,
    TotpRepository,
    TotpService,
    TrustedDeviceRepository,
    TrustedDevices,
    TrustedDevicesService,
  ],
  entities: [RecoveryCodeEntity, TotpEntity, TrustedDeviceEntity],
};
