import type { LoggerService } from '@nestjs/common';
import type { Output } from './output';

/** Prints Nest's warnings only. The command itself reports errors. */
export class WarningsLogger implements LoggerService {
  constructor(private readonly output: Pick<Output, 'complain'>) {}

  log(): void {}

  error(): void {}

  warn(message: unknown): void {
    this.output.complain(String(message));
  }
}
