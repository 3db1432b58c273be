import { Injectable } from '@nestjs/common';
import { CONSUMER_NAME } from '../definitions/fact-words';
import { isBatchConsumer, PARTS, type AnyConsumer } from './consumer-definition';

const LONGEST_NAME = 58;

/** The consumers that this version of the product defines. */
@Injectable()
export class Consumers {
  private readonly byName = new Map<string, AnyConsumer>();

  add(consumer: AnyConsumer): void {
    if (!CONSUMER_NAME.test(consumer.name) || consumer.name.length > LONGEST_NAME)
      throw new Error(`${consumer.name} is not a valid name for a consumer.`);
    if (this.byName.has(consumer.name)) throw new Error(`The consumer ${consumer.name} is defined twice.`);
    this.byName.set(consumer.name, consumer);
  }

  all(): readonly AnyConsumer[] {
    return [...this.byName.values()];
  }

  find(name: string): AnyConsumer | undefined {
    return this.byName.get(name);
  }
}

export function partCountOf(consumer: AnyConsumer): number {
  return isBatchConsumer(consumer) ? 1 : PARTS;
}
