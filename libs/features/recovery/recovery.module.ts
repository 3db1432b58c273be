import { Module } from '@nestjs/common';
import { AuthModule } from '@features/auth';
import { MailModule } from '@features/mail';
import { UsersModule } from '@features/users';
import { EmailChangeController } from './email-change/email-change.controller';
import { EmailChangeService } from './email-change/email-change.service';
import { FormerAddress } from './email-change/former-address';
import { UndoService } from './email-change/undo.service';
import { EmailVerificationController } from './email-verification/email-verification.controller';
import { EmailVerificationService } from './email-verification/email-verification.service';
import { Owners } from './owner';
import { PhoneController } from './phone/phone.controller';
import { PhoneCredential } from './phone/phone-credential';
import { PhoneVerificationService } from './phone/phone-verification.service';
import { RecoveryPagesController } from './pages.controller';
import { PasswordResetController } from './password-reset/password-reset.controller';
import { PasswordResetService } from './password-reset/password-reset.service';

/** Account recovery and verification of email addresses. */
@Module({
  imports: [AuthModule, MailModule, UsersModule],
  controllers: [
    EmailChangeController,
    PasswordResetController,
    EmailVerificationController,
    PhoneController,
    RecoveryPagesController,
  ],
  providers: [
    EmailChangeService,
    FormerAddress,
    PasswordResetService,
    Owners,
    EmailVerificationService,
    PhoneCredential,
    PhoneVerificationService,
    UndoService,
  ],
})
export class RecoveryModule {}
