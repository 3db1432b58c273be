import { Injectable } from '@nestjs/common';
import { SecondFactors } from '../../second-factor/second-factors';
import { SignInMethodsService } from '../../sign-in-methods/sign-in-methods.service';
import { ManagedUser } from '../managed-user';
import type { UserSignInMethodsDto } from './user-sign-in-methods.dto';

@Injectable()
export class UserSignInMethodsService {
  constructor(
    private readonly access: ManagedUser,
    private readonly ways: SignInMethodsService,
    private readonly secondFactors: SecondFactors,
  ) {}

  async of(userId: string): Promise<UserSignInMethodsDto> {
    await this.access.require(userId);
    const { kinds, ...about } = await this.ways.of(userId);
    return { ...about, methods: kinds, secondFactors: [...(await this.secondFactors.methodsOf(userId))] };
  }
}
