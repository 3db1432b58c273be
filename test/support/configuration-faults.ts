import { ConfigurationFaults, loadConfiguration } from '@platform/config/config';

/** What keeps the product from starting with these variables, besides those of a test. */
export function configurationFaults(env: NodeJS.ProcessEnv): readonly string[] {
  try {
    loadConfiguration({ NODE_ENV: 'test', ...env });
    return [];
  } catch (error) {
    if (!(error instanceof ConfigurationFaults)) throw error;
    return error.faults;
  }
}
