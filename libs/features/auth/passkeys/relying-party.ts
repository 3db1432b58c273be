import { Injectable } from '@nestjs/common';
import { AppName } from '@features/mail';
import { HttpConfig } from '@platform/http/http.config';
import { PasskeysConfig } from './passkeys.config';

/** The ID and name of the relying party, and the origins from which passkeys can be used. */
@Injectable()
export class RelyingParty {
  constructor(
    private readonly config: PasskeysConfig,
    private readonly http: HttpConfig,
    private readonly app: AppName,
  ) {}

  get id(): string {
    return this.config.rpId ?? new URL(this.http.publicUrl).hostname;
  }

  get name(): string {
    return this.app.text;
  }

  get origins(): string[] {
    return [new URL(this.http.publicUrl).origin, ...this.http.corsOrigins, ...this.config.origins];
  }

  get countsAsTwoFactors(): boolean {
    return this.config.countsAs === 'two-factors';
  }
}
