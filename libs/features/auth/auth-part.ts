import type { Provider, Type } from '@nestjs/common';

/** The controllers and providers of one folder of this feature. The module combines all parts. */
export interface AuthPart {
  readonly controllers?: readonly Type[];
  readonly providers: readonly Provider[];
  readonly entities?: readonly Type[];
}
