import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { RequestProblems } from '@platform/errors/platform.errors';
import { requestOf } from '@platform/http/request/request-of';

/** The raw body as a controller parameter. Anything but bytes is JSON that was parsed, or no body at all. */
export const UploadedImage = createParamDecorator((_: unknown, context: ExecutionContext): Buffer => {
  const { body } = requestOf(context);
  if (!Buffer.isBuffer(body)) throw RequestProblems.unsupported_media_type();
  return body;
});
