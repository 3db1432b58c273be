import { Module } from '@nestjs/common';
import { AuthModule } from '@features/auth';
import { CommunicationsModule } from '@features/communications';
import { UsersModule } from '@features/users';
import { EmailChangeController } from './email-change/email-change.controller';
import { EmailChangeService } from './email-change/email-change.service';
import { FormerAddress } from './email-change/former-address';
import { UndoService } from './email-change/undo.service';
import { ProveEmailController } from './email/prove-email.controller';
import { ProveEmailService } from './email/prove-email.service';
import { Owners } from './owner';
import { RecoveryPagesController } from './pages.controller';
import { NewPasswordController } from './password/new-password.controller';
import { NewPasswordService } from './password/new-password.service';

/** Account recovery and verification of email addresses. */
@Module({
  imports: [AuthModule, CommunicationsModule, UsersModule],
  controllers: [EmailChangeController, NewPasswordController, ProveEmailController, RecoveryPagesController],
  providers: [EmailChangeService, FormerAddress, NewPasswordService, Owners, ProveEmailService, UndoService],
})
export class RecoveryModule {}
