import { Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { TokenTransport } from '../sessions/token-transport';
import { isHalfWay, type Entered } from './entered';
import { SecondFactorWantedDto, SignedInDto } from './entered.dto';
import type { EntryDto } from './entry.dto';

/** The parts of `@Operation` that all sign-in methods share. */
export const ENTERED = {
  status: 200,
  answer: SignedInDto,
  alternative: { answer: SecondFactorWantedDto, when: (result: object) => 'mfaToken' in result },
} as const;

/** Builds the response of a sign-in and sets the cookies. */
@Injectable()
export class EntryAnswer {
  constructor(private readonly transport: TokenTransport) {}

  /** Adds the device token from the cookie to the request body. */
  withDevice<T extends EntryDto>(given: T, request: FastifyRequest): T {
    return { ...given, deviceToken: this.transport.takeDevice(request, given.deviceToken) };
  }

  of(entered: Entered, reply: FastifyReply): SignedInDto | SecondFactorWantedDto {
    if (isHalfWay(entered)) return { mfaRequired: true, mfaToken: entered.mfaToken, methods: [...entered.methods] };
    const { user, tokens, deviceToken } = entered;
    return { user, ...this.transport.hand(tokens, reply), ...this.transport.handDevice(tokens, deviceToken, reply) };
  }
}
