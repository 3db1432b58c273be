import type { FeaturePart } from '@platform/process/feature-part';
import { ApiKeyConfig } from './api-keys.config';
import { ApiKeyEntity } from './api-key.entity';
import { ApiKeyRepository } from './api-key.repository';
import { ApiKeys } from './api-keys';
import { API_KEYS_USER_DATA } from './api-keys.user-data';
import { ApiKeyCredentials } from './api-key-credentials';
import { ApiKeyAuthentication } from './api-key-authentication';
import { KeyUses } from './key-uses';
import { PersonalKeysController } from './personal/personal-keys.controller';
import { PersonalKeysService } from './personal/personal-keys.service';
import { ServiceKeysController } from './service/service-keys.controller';
import { ServiceKeysService } from './service/service-keys.service';
import './api-keys.migration';

export const API_KEYS: FeaturePart = {
  controllers: [PersonalKeysController, ServiceKeysController],
  providers: [
    ApiKeyConfig,
    ApiKeyRepository,
    ApiKeys,
    API_KEYS_USER_DATA,
    ApiKeyCredentials,
    ApiKeyAuthentication,
    KeyUses,
    PersonalKeysService,
    ServiceKeysService,
  ],
  entities: [ApiKeyEntity],
};
