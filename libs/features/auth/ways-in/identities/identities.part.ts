import type { AuthPart } from '../../auth-part';
import { ExchangeController } from './exchange/exchange.controller';
import { ExchangeService } from './exchange/exchange.service';
import { ExchangeCodes } from './exchange/exchange-codes';
import { FlowCookies } from './flow/flow-cookies';
import { WebFlow } from './flow/web-flow';
import { IdentitiesConfig } from './identities.config';
import { IdentitiesShare } from './identities.user-data';
import { IdentityEntrance } from './identity-entrance';
import { IdentityProviders } from './identity-providers';
import { IdentitiesController } from './linked/identities.controller';
import { IdentitiesService } from './linked/identities.service';
import { IdentityEntity } from './linked/identity.entity';
import { IdentityRepository } from './linked/identity.repository';
import { LinkedIdentities } from './linked/linked-identities';
import { IdTokenProof } from './native/id-token-proof';
import { NativeEntry } from './native/native-entry';
import './identities.migration';

export const IDENTITIES: AuthPart = {
  controllers: [ExchangeController, IdentitiesController],
  providers: [
    ExchangeCodes,
    ExchangeService,
    FlowCookies,
    IdTokenProof,
    IdentitiesConfig,
    IdentitiesService,
    IdentitiesShare,
    IdentityEntrance,
    IdentityProviders,
    IdentityRepository,
    LinkedIdentities,
    NativeEntry,
    WebFlow,
  ],
  entities: [IdentityEntity],
};
