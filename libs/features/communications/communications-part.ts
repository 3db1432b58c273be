import type { Provider, Type } from '@nestjs/common';

/** The entities, controllers and providers of one folder of this feature. The module combines all parts. */
export interface CommunicationsPart {
  readonly entities: readonly Type[];
  readonly controllers: readonly Type[];
  readonly providers: readonly Provider[];
}
