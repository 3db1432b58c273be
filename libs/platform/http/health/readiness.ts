import { Injectable } from '@nestjs/common';

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
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('The check took too long.')), LIMIT_MS);
  });
  try {
    await Promise.race([check(), limit]);
    return 'up';
  } catch {
    return 'down';
  } finally {
    clearTimeout(timer);
  }
}
