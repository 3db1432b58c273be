import { randomBytes } from 'node:crypto';
import { ConfigurationFaults, loadConfiguration } from '@platform/config/config';
import { DOCUMENTED_EXAMPLE } from './master-keys/weak-key.rule';
import { VaultConfig } from './vault.config';

const good = () => randomBytes(32).toString('base64');
const repeated = (text: string) => Buffer.from(text.repeat(32).slice(0, 32)).toString('base64');
const ascending = Buffer.from(Array.from({ length: 32 }, (_, i) => i)).toString('base64');

describe('VaultConfig', () => {
  afterAll(() => loadConfiguration({ NODE_ENV: 'test' }));

  function faultsOf(env: NodeJS.ProcessEnv): readonly string[] {
    try {
      loadConfiguration({ DATABASE_URL: 'mysql://root@localhost/userkeep', ...env });
      return [];
    } catch (error) {
      if (error instanceof ConfigurationFaults) return error.faults.filter((fault) => fault.startsWith('MASTER_KEYS'));
      throw error;
    }
  }
  const inProduction = (value: string | undefined) => faultsOf({ NODE_ENV: 'production', MASTER_KEYS: value });

  it('accepts random keys in production, with the first as the current one', () => {
    const [first, second] = [good(), good()];
    expect(inProduction(`2026-11:${first}, 2025-01:${second}`)).toEqual([]);
  });

  it.each([
    ['nothing', undefined, /is required in production/],
    ['an empty value', '  ', /is required in production/],
    ['a key generated for development', `dev-1:${good()}`, /key dev-1, which was generated for development/],
    ['a short key', `k1:${randomBytes(31).toString('base64')}`, /key k1 with 31 bytes; 32 are required/],
    ['a long key', `k1:${randomBytes(48).toString('base64')}`, /key k1 with 48 bytes; it must be exactly 32/],
    ['no id', good(), /entry 1 is not/],
    ['an id used twice', `k1:${good()},k1:${good()}`, /two keys with the ID k1/],
    ['zeros', `k1:${Buffer.alloc(32).toString('base64')}`, /is one byte repeated/],
    ['counting bytes', `k1:${ascending}`, /counts up or repeats itself/],
    ['a repeated word', `k1:${repeated('changeme')}`, /repeats itself/],
    ['two equal random halves', `k1:${Buffer.alloc(32, randomBytes(16)).toString('base64')}`, /repeats itself/],
    ['a sentence', `k1:${Buffer.from('The quick brown fox jumps over 1!').subarray(0, 32).toString('base64')}`, /text/],
    ['a word in place of base64', 'k1:correcthorsebatterystaplecorrecthorsebattes=', /typed text|repeats/],
    ['the example of the documentation', `k1:${DOCUMENTED_EXAMPLE}`, /is the example from the documentation/],
    ['a weak key after a good one', `k1:${good()},k2:${ascending}`, /key k2, which counts/],
  ])('rejects %s in production', (_what, value, sentence) => {
    const faults = inProduction(value);
    expect(faults).toHaveLength(1);
    expect(faults[0]).toMatch(sentence);
  });

  it('never repeats a secret in an error message', () => {
    const secret = randomBytes(31).toString('base64');
    expect(inProduction(`k1:${secret}`).join()).not.toContain(secret);
    expect(inProduction(secret).join()).not.toContain(secret);
  });

  it('accepts weak keys and no keys in development', () => {
    expect(faultsOf({ MASTER_KEYS: `dev-1:${ascending}` })).toEqual([]);
    expect(faultsOf({})).toEqual([]);
    expect(new VaultConfig().masterKeys).toBeUndefined();
  });

  it.each([
    ['mysql://u:p%40@db:3307/app?tls=true', 'mysql://u:p%40@db:3307/app_keys?tls=true'],
    ['mysql://root@localhost/app?socketPath=/run/my.sock', 'mysql://root@localhost/app_keys?socketPath=/run/my.sock'],
  ])('places the keys next to %s', (databaseUrl, keysUrl) => {
    loadConfiguration({});
    expect(new VaultConfig().keysUrlBeside(databaseUrl)).toBe(keysUrl);
  });

  it('places the keys in KEYS_DATABASE_URL', () => {
    loadConfiguration({ KEYS_DATABASE_URL: 'mysql://keys@other/vault' });
    expect(new VaultConfig().keysUrlBeside('mysql://root@localhost/app')).toBe('mysql://keys@other/vault');
  });
});
