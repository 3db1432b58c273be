import type { LoggerService } from '@nestjs/common';
import type { Output } from './output';

/** Nest's warnings beside a command's own words. What fails is worded by the command itself, not logged as well. */
export class WarningsLogger implements LoggerService {
  constructor(private readonly output: Pick<Output, 'complain'>) {}

  log(): void {}

  error(): void {}

  warn(message: unknown): void {
    this.output.complain(String(message));
  }
}
