import './identities.migration';
import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AuthModule } from '@features/auth';
import { MailModule } from '@features/mail';
import { UsersModule } from '@features/users';
import { ExchangeCodes } from './exchange/exchange-codes';
import { ExchangeController } from './sign-in/exchange.controller';
import { ExchangeService } from './sign-in/exchange.service';
import { GoogleConfig } from './google/google.config';
import { GoogleController } from './google/google.controller';
import { GoogleProvider } from './google/google-provider';
import { IdentitiesConfig } from './identities.config';
import { IdentitiesUserData } from './identities.user-data';
import { IdentitiesController } from './linked/identities.controller';
import { IdentitiesService } from './linked/identities.service';
import { IdentityEntity } from './linked/identity.entity';
import { IdentityRepository } from './linked/identity.repository';
import { LinkedIdentities } from './linked/linked-identities';
import { IdTokenProof } from './native/id-token-proof';
import { NativeSignIn } from './sign-in/native-sign-in';
import { OidcConfig } from './oidc/oidc.config';
import { OidcController } from './oidc/oidc.controller';
import { OidcProviders } from './oidc/oidc-providers';
import { IdentityProviders } from './providers/identity-providers';
import { IdentitySignIn } from './sign-in/identity-sign-in';
import { FlowCookies } from './web-flow/flow-cookies';
import { WebFlow } from './web-flow/web-flow';

/** Sign-in with Google and OpenID providers, and the identities that users have linked to their accounts. */
@Module({
  imports: [AuthModule, MailModule, UsersModule, TypeOrmModule.forFeature([IdentityEntity])],
  controllers: [ExchangeController, GoogleController, IdentitiesController, OidcController],
  providers: [
    ExchangeCodes,
    ExchangeService,
    FlowCookies,
    GoogleConfig,
    GoogleProvider,
    IdTokenProof,
    IdentitiesConfig,
    IdentitiesService,
    IdentitiesUserData,
    IdentityProviders,
    IdentityRepository,
    IdentitySignIn,
    LinkedIdentities,
    NativeSignIn,
    OidcConfig,
    OidcProviders,
    WebFlow,
  ],
})
export class IdentitiesModule {}
