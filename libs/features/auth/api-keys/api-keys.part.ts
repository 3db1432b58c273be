import type { AuthPart } from '../auth-part';
import { ApiKeyConfig } from './api-keys.config';
import { ApiKeyEntity } from './api-key.entity';
import { ApiKeyRepository } from './api-key.repository';
import { ApiKeys } from './api-keys';
import { ApiKeysUserData } from './api-keys.user-data';
import { ApiKeyCredentials } from './api-key-credentials';
import { ApiKeyAuthentication } from './api-key-authentication';
import { KeyUses } from './key-uses';
import { PersonalKeysController } from './personal/personal-keys.controller';
import { PersonalKeysService } from './personal/personal-keys.service';
import { ServiceKeysController } from './service/service-keys.controller';
import { ServiceKeysService } from './service/service-keys.service';
import './api-keys.migration';

export const API_KEYS: AuthPart = {
  controllers: [PersonalKeysController, ServiceKeysController],
  providers: [
    ApiKeyConfig,
    ApiKeyRepository,
    ApiKeys,
    ApiKeysUserData,
    ApiKeyCredentials,
    ApiKeyAuthentication,
    KeyUses,
    PersonalKeysService,
    ServiceKeysService,
  ],
  entities: [ApiKeyEntity],
};
