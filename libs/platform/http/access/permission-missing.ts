import { AccessProblems } from '@platform/errors/platform.errors';
import type { Problem } from '@platform/errors/problem';

export function permissionMissing(permission: string): Problem {
  return AccessProblems.not_allowed({ parameters: { permission } });
}
