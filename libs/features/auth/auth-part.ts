import type { Provider, Type } from '@nestjs/common';

/** What one folder of this feature brings along. The module joins the parts; a new folder is one more of them. */
export interface AuthPart {
  readonly controllers?: readonly Type[];
  readonly providers: readonly Provider[];
  readonly entities?: readonly Type[];
}
