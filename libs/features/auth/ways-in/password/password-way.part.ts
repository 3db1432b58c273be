import type { AuthPart } from '../../auth-part';
import { FailedSignIns } from './failed-sign-ins';
import { LoginController } from './login.controller';
import { LoginService } from './login.service';
import { PasswordProof } from './password-proof';

export const PASSWORD_WAY: AuthPart = {
  controllers: [LoginController],
  providers: [LoginService, PasswordProof, FailedSignIns],
};
