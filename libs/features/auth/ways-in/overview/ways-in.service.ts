import { Injectable } from '@nestjs/common';
import { HeldCredentials } from '../../held-credentials';
import { Anonymity } from '../anonymous/anonymity';
import type { WaysInDto } from './ways-in.dto';

/** Lists the sign-in methods of all folders for account pages. */
@Injectable()
export class WaysInService {
  constructor(
    private readonly held: HeldCredentials,
    private readonly anonymity: Anonymity,
  ) {}

  async of(userId: string): Promise<WaysInDto> {
    const kinds = await this.held.kindsOf(userId);
    const hasPassword = kinds.some(({ name }) => name === 'password');
    return { anonymous: await this.anonymity.isAnonymous(userId), hasPassword, kinds };
  }
}
