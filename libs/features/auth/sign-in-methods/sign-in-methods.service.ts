import { Injectable } from '@nestjs/common';
import { SignInCredentials } from '../credentials/sign-in-credentials';
import { Anonymity } from '../anonymous/anonymity';
import type { SignInMethodsDto } from './sign-in-methods.dto';

/** For the page of an account: what there is to come in with, whatever folder keeps it. */
@Injectable()
export class SignInMethodsService {
  constructor(
    private readonly held: SignInCredentials,
    private readonly anonymity: Anonymity,
  ) {}

  async of(userId: string): Promise<SignInMethodsDto> {
    const kinds = await this.held.kindsOf(userId);
    const hasPassword = kinds.some(({ name }) => name === 'password');
    return { anonymous: await this.anonymity.isAnonymous(userId), hasPassword, kinds };
  }
}
