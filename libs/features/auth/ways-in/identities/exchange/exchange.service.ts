import { Injectable } from '@nestjs/common';
import type { Entered } from '../../../entrance/entered';
import { IdentityEntrance } from '../identity-entrance';
import type { ExchangeDto } from './exchange.dto';
import { ExchangeCodes } from './exchange-codes';

@Injectable()
export class ExchangeService {
  constructor(
    private readonly codes: ExchangeCodes,
    private readonly entrance: IdentityEntrance,
  ) {}

  async exchange({ code, codeVerifier, ...entry }: ExchangeDto): Promise<Entered> {
    return this.entrance.enter(await this.codes.redeem('sign-in', code, codeVerifier), entry);
  }
}
