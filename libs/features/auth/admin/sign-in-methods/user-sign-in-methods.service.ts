import { Injectable } from '@nestjs/common';
import type { UserId } from '@platform/ids/ids';
import type { SignInMethodsDto } from '../../sign-in-methods/sign-in-methods.dto';
import { SignInMethodsService } from '../../sign-in-methods/sign-in-methods.service';
import { ManagedUser } from '../managed-user';

@Injectable()
export class UserSignInMethodsService {
  constructor(
    private readonly user: ManagedUser,
    private readonly methods: SignInMethodsService,
  ) {}

  async of(userId: UserId): Promise<SignInMethodsDto> {
    await this.user.require(userId);
    return this.methods.of(userId);
  }
}
