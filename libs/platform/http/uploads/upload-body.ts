import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { requestOf } from '../request/request-of';
import type { Upload } from './upload';

/** Controller parameter for the file in the body, on an operation that declares an `upload`. */
export const UploadBody = createParamDecorator((_: unknown, context: ExecutionContext): Promise<Upload> => {
  const { incomingUpload } = requestOf(context);
  if (!incomingUpload) throw new Error('The operation does not declare an upload.');
  return incomingUpload.open();
});
