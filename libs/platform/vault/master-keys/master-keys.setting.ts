import { SettingFault, type Setting } from '@platform/config/setting';
import type { MasterKey } from './master-keys';
import { parseMasterKeys } from './parse-master-keys.rule';
import { productionFaults } from './production-faults.rule';
import { DOCUMENTED_EXAMPLE } from './weak-key.rule';

const VARIABLE = 'MASTER_KEYS';

/** Undefined means: outside production, generate one. */
export const masterKeysSetting: Setting<readonly MasterKey[] | undefined> = {
  variable: VARIABLE,
  secret: true,
  shownDefault: '',
  help:
    'Required in production. The keys that protect all other keys, as id:base64 of 32 random bytes (`openssl rand -base64 32`), ' +
    `with commas between them; the first seals, the others open what they sealed. As in 2026-11:${DOCUMENTED_EXAMPLE} (this one is refused). ` +
    'Keep a copy outside the backups: without it nothing can be read.',
  read(raw, production) {
    if (raw === undefined || raw.trim() === '') {
      if (production) throw new SettingFault('is required in production, as in `id:base64 of 32 random bytes`');
      return undefined;
    }
    const { keys, faults } = parseMasterKeys(raw);
    const all = [...faults, ...(production ? productionFaults(keys) : [])];
    if (all.length > 0) throw new SettingFault(...all);
    return keys;
  },
};
