import { Injectable } from '@nestjs/common';
import type { UserId } from '@platform/ids/ids';
import { Anonymity } from '../anonymous/anonymity';
import { SignInCredentials } from '../credentials/sign-in-credentials';
import { SecondFactors } from '../second-factor/second-factors';
import type { SignInMethodsDto } from './sign-in-methods.dto';

@Injectable()
export class SignInMethodsService {
  constructor(
    private readonly signInCredentials: SignInCredentials,
    private readonly anonymity: Anonymity,
    private readonly secondFactors: SecondFactors,
  ) {}

  async of(userId: UserId): Promise<SignInMethodsDto> {
    const methods = await this.signInCredentials.kindsOf(userId);
    return {
      anonymous: await this.anonymity.isAnonymous(userId),
      hasPassword: methods.some(({ name }) => name === 'password'),
      methods,
      secondFactors: [...(await this.secondFactors.methodsOf(userId))],
    };
  }
}
