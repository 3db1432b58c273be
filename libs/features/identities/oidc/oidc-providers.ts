import { Injectable } from '@nestjs/common';
import { HttpConfig } from '@platform/http/http.config';
import { HttpClient } from '@platform/http-client/http-client';
import { IdentityProblems } from '../identities.errors';
import { IdentityProviders } from '../providers/identity-providers';
import { OidcConfig } from './oidc.config';
import { OidcProvider } from './oidc-provider';

@Injectable()
export class OidcProviders {
  private readonly byName: ReadonlyMap<string, OidcProvider>;

  constructor(config: OidcConfig, http: HttpConfig, httpClient: HttpClient, providers: IdentityProviders) {
    const all = config.providers.map((settings) => new OidcProvider(settings, http.publicUrl, httpClient));
    for (const provider of all) providers.register(provider);
    this.byName = new Map(all.map((provider) => [provider.name, provider]));
  }

  required(name: string): OidcProvider {
    const provider = this.byName.get(name);
    if (!provider) throw IdentityProblems.provider_not_configured();
    return provider;
  }
}
