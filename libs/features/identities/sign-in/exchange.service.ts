import { Injectable } from '@nestjs/common';
import type { SignInResult } from '@features/auth';
import { IdentitySignIn } from './identity-sign-in';
import type { ExchangeDto } from '../exchange/exchange.dto';
import { ExchangeCodes } from '../exchange/exchange-codes';

@Injectable()
export class ExchangeService {
  constructor(
    private readonly codes: ExchangeCodes,
    private readonly identitySignIn: IdentitySignIn,
  ) {}

  async exchange({ code, codeVerifier, ...options }: ExchangeDto): Promise<SignInResult> {
    return this.identitySignIn.signIn(await this.codes.redeem('sign-in', code, codeVerifier), options);
  }
}
