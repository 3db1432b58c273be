import './password.migration';
import type { FeaturePart } from '@platform/process/feature-part';
import { CommonPasswords } from './common-passwords';
import { CredentialEntity } from './credential.entity';
import { CredentialRepository } from './credential.repository';
import { KindCount } from './decoys/kind-count';
import { PasswordDecoys } from './decoys/password-decoys';
import { PasswordKindEntity } from './decoys/password-kind.entity';
import { PasswordKindRepository } from './decoys/password-kind.repository';
import { ExternalSystem } from './external-system/external-system';
import { ExternalSystemConfig } from './external-system/external-system.config';
import { FailedSignIns } from './failed-sign-ins';
import { HashMetrics } from './hash-metrics';
import { HashQueue } from './hash-queue';
import { LoginController } from './login.controller';
import { LoginService } from './login.service';
import { PasswordCheck } from './password-check';
import { PasswordCredential } from './password-credential';
import { PasswordHasher } from './password-hasher';
import { PasswordPolicy } from './password-policy';
import { PasswordSetter } from './password-setter';
import { PasswordCounts } from './password-counts';
import { PasswordController } from './password.controller';
import { PasswordService } from './password.service';
import { PASSWORD_USER_DATA } from './password.user-data';

export const PASSWORD_PART: FeaturePart = {
  controllers: [LoginController, PasswordController],
  providers: [
    CommonPasswords,
    CredentialRepository,
    ExternalSystem,
    ExternalSystemConfig,
    FailedSignIns,
    HashMetrics,
    HashQueue,
    KindCount,
    LoginService,
    PasswordCheck,
    PasswordCounts,
    PasswordCredential,
    PasswordDecoys,
    PasswordHasher,
    PasswordKindRepository,
    PasswordPolicy,
    PasswordService,
    PasswordSetter,
    PASSWORD_USER_DATA,
  ],
  entities: [CredentialEntity, PasswordKindEntity],
};
