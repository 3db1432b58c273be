import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { RequestProblems } from '@platform/errors/platform.errors';
import { requestOf } from '../request/request-of';
import { etagOf } from './document';

/** The version that the client wants to change; undefined without `If-Match`. */
export interface ExpectedVersion {
  refuseOther(version: string | number): void;
}

/** Controller parameter for the `If-Match` header. Weak tags never match (RFC 9110). */
export const IfMatch = createParamDecorator((_: unknown, context: ExecutionContext): ExpectedVersion | undefined => {
  const header = requestOf(context).headers['if-match'];
  return header === undefined ? undefined : expectedVersion(header);
});

export function expectedVersion(header: string): ExpectedVersion {
  const tags = header.split(',').map((tag) => tag.trim());
  return {
    refuseOther(version) {
      if (!tags.includes('*') && !tags.includes(etagOf(version))) throw RequestProblems.stale();
    },
  };
}

/** Whether `If-None-Match` contains this tag. Weak and strong tags are compared alike. */
export function matchesNone(header: string | undefined, etag: string): boolean {
  if (header === undefined) return false;
  return header.split(',').some((tag) => tag.trim() === '*' || tag.trim().replace(/^W\//, '') === etag);
}
