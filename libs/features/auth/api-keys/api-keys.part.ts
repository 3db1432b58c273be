import type { AuthPart } from '../auth-part';
import { ApiKeyConfig } from './api-keys.config';
import { ApiKeyEntity } from './api-key.entity';
import { ApiKeyRepository } from './api-key.repository';
import { ApiKeys } from './api-keys';
import { ApiKeysShare } from './api-keys.user-data';
import { HeldApiKeys } from './held-api-keys';
import { KeyBearers } from './key-bearers';
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
    ApiKeysShare,
    HeldApiKeys,
    KeyBearers,
    KeyUses,
    PersonalKeysService,
    ServiceKeysService,
  ],
  entities: [ApiKeyEntity],
};
