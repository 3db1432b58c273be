import { SettingFault, type Setting } from '@platform/config/setting';
import type { MasterKey } from './master-keys';
import { parseMasterKeys } from './parse-master-keys.rule';
import { productionFaults } from './production-faults.rule';
import { DOCUMENTED_EXAMPLE } from './weak-key.rule';

const VARIABLE = 'MASTER_KEYS';

/** If undefined outside production, a key is generated. */
export const masterKeysSetting: Setting<readonly MasterKey[] | undefined> = {
  variable: VARIABLE,
  secret: true,
  shownDefault: '',
  help:
    'Required in production. The keys that encrypt all other keys, each as an ID, a colon and 32 random bytes in base64 (`openssl rand -base64 32`), ' +
    `comma-separated. The first key encrypts; the others only decrypt. For example 2026-11:${DOCUMENTED_EXAMPLE} (this example is rejected). ` +
    'Keep a copy outside the backups: without it, no private data can be read.',
  read(raw, production) {
    if (raw === undefined || raw.trim() === '') {
      if (production) throw new SettingFault('is required in production, in the form `id:base64 of 32 random bytes`');
      return undefined;
    }
    const { keys, faults } = parseMasterKeys(raw);
    const all = [...faults, ...(production ? productionFaults(keys) : [])];
    if (all.length > 0) throw new SettingFault(...all);
    return keys;
  },
};
