import type { Output } from './output';

/** The output and the environment of a command. */
export interface CommandLine extends Output {
  readonly env: NodeJS.ProcessEnv;
}
