import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { RequestProblems } from '@platform/errors/platform.errors';

/** The raw body as a controller parameter. Anything but bytes is JSON that was parsed, or no body at all. */
export const UploadedImage = createParamDecorator((_: unknown, context: ExecutionContext): Buffer => {
  const { body } = context.switchToHttp().getRequest<FastifyRequest>();
  if (!Buffer.isBuffer(body)) throw RequestProblems.unsupported_media_type();
  return body;
});
