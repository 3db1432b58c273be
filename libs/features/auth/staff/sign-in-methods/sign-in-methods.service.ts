import { Injectable } from '@nestjs/common';
import { SecondFactors } from '../../second-factor/second-factors';
import { WaysInService } from '../../ways-in/overview/ways-in.service';
import { StaffAccess } from '../staff-access';
import type { SignInMethodsDto } from './sign-in-methods.dto';

@Injectable()
export class SignInMethodsService {
  constructor(
    private readonly access: StaffAccess,
    private readonly ways: WaysInService,
    private readonly secondFactors: SecondFactors,
  ) {}

  async of(userId: string): Promise<SignInMethodsDto> {
    await this.access.require(userId);
    const { kinds, ...about } = await this.ways.of(userId);
    return { ...about, methods: kinds, secondFactors: [...(await this.secondFactors.methodsOf(userId))] };
  }
}
