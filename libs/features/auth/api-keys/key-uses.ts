import { Injectable, Logger } from '@nestjs/common';
import type { ApiKeyId } from '@platform/ids/ids';
import { ApiKeyRepository } from './api-key.repository';

/**
 * Records the last use of each key, to the minute. The write is deferred, and a failed write does not fail the request.
 */
@Injectable()
export class KeyUses {
  private readonly logger = new Logger('ApiKeys');
  private readonly pending = new Set<string>();

  constructor(private readonly keys: ApiKeyRepository) {}

  record(keyId: ApiKeyId): void {
    if (this.pending.has(keyId)) return;
    this.pending.add(keyId);
    setImmediate(() => void this.write(keyId));
  }

  private async write(keyId: ApiKeyId): Promise<void> {
    try {
      await this.keys.recordUse(keyId);
    } catch (error) {
      this.logger.warn(`The last use of an API key could not be recorded: ${String(error)}`);
    } finally {
      this.pending.delete(keyId);
    }
  }
}
