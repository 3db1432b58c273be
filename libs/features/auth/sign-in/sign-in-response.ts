import { Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { TokenTransport } from '../sessions/token-transport';
import { isMfaRequired, type SignInResult } from './sign-in-result';
import { MfaRequiredDto, SignedInDto } from './sign-in-result.dto';
import type { SignInOptionsDto } from './sign-in-options.dto';

/** The parts of `@Operation` that all sign-in methods share. */
export const SIGN_IN_RESPONSE = {
  status: 200,
  answer: SignedInDto,
  alternative: { answer: MfaRequiredDto, when: (result: object) => 'mfaToken' in result },
} as const;

/** Builds the response of a sign-in and sets the cookies. */
@Injectable()
export class SignInResponse {
  constructor(private readonly transport: TokenTransport) {}

  /** Adds the device token from the cookie to the request body. */
  withDevice<T extends SignInOptionsDto>(body: T, request: FastifyRequest): T {
    return { ...body, deviceToken: this.transport.deviceTokenOf(request, body.deviceToken) };
  }

  of(result: SignInResult, reply: FastifyReply): SignedInDto | MfaRequiredDto {
    if (isMfaRequired(result)) return { mfaRequired: true, mfaToken: result.mfaToken, methods: [...result.methods] };
    const { user, tokens, deviceToken } = result;
    return {
      user,
      ...this.transport.send(tokens, reply),
      ...this.transport.sendDeviceToken(tokens, deviceToken, reply),
    };
  }
}
