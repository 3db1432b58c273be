import type { Output } from './output';

/** What surrounds a command: where it writes, and the environment it was started in. */
export interface CommandLine extends Output {
  readonly env: NodeJS.ProcessEnv;
}
