import { Injectable } from '@nestjs/common';
import type { ShapeClass } from '../fields/field-registry';

/** A kind of event in a stream of Server-Sent Events, for the OpenAPI document. */
export interface DescribedStreamKind {
  /** The `event` field, for example `profile.changed`. */
  readonly kind: string;
  readonly summary: string;
  /** The shape of the JSON in `data`; undefined for an empty object. */
  readonly data: ShapeClass | undefined;
  /** Whether the event has no `id`. */
  readonly hasNoId?: boolean;
}

const KIND = /^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*$/;

/** The kinds of events that this version can send. */
@Injectable()
export class StreamKinds {
  private readonly byName = new Map<string, DescribedStreamKind>();

  add(described: DescribedStreamKind): void {
    const { kind } = described;
    if (!KIND.test(kind) || kind.length > 60)
      throw new Error(`${kind} is not a valid name for a kind of stream event.`);
    if (this.byName.has(kind)) throw new Error(`The kind ${kind} of stream event is defined twice.`);
    this.byName.set(kind, described);
  }

  all(): readonly DescribedStreamKind[] {
    return [...this.byName.values()].sort((one, other) => (one.kind < other.kind ? -1 : 1));
  }
}
