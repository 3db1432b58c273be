import type { Provider, Type } from '@nestjs/common';

/** The controllers, providers and entities of one folder of a feature. The module of the feature combines all parts. */
export interface FeaturePart {
  readonly controllers?: readonly Type[];
  readonly providers: readonly Provider[];
  readonly entities?: readonly Type[];
}
