import { ConfigurationFaults, loadConfiguration } from '@platform/config/config';

/** The configuration faults that prevent a start with these variables. */
export function configurationFaults(env: NodeJS.ProcessEnv): readonly string[] {
  try {
    loadConfiguration({ NODE_ENV: 'test', ...env });
    return [];
  } catch (error) {
    if (!(error instanceof ConfigurationFaults)) throw error;
    return error.faults;
  }
}
