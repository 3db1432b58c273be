import { Injectable } from '@nestjs/common';
import { withinMs } from '@platform/process/within-ms';

type Check = () => Promise<void>;

const LIMIT_MS = 1500;

/** The dependencies that this process needs to serve requests. The platform and the features register them. */
@Injectable()
export class Readiness {
  private readonly checks = new Map<string, Check>();
  private readonly drains: (() => void)[] = [];
  private isDraining = false;

  require(name: string, check: Check): void {
    this.checks.set(name, check);
  }

  onDrain(listener: () => void): void {
    this.drains.push(listener);
  }

  /** From now on, no new requests should be sent to this node. */
  beginDrain(): void {
    this.isDraining = true;
    for (const listener of this.drains) listener();
  }

  async state(): Promise<{ ready: boolean; dependencies: { name: string; state: 'up' | 'down' }[] }> {
    const dependencies = await Promise.all(
      [...this.checks].map(async ([name, check]) => ({ name, state: await stateOf(check) })),
    );
    return { ready: !this.isDraining && dependencies.every(({ state }) => state === 'up'), dependencies };
  }
}

async function stateOf(check: Check): Promise<'up' | 'down'> {
  try {
    return (await withinMs(LIMIT_MS, check())) ? 'up' : 'down';
  } catch {
    return 'down';
  }
}
