import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { allSections } from '@platform/config/config';
import { containerEnvironment } from '@test/support/compose-file';
import { loadDeclarations } from '@test/support/declarations';

const compose = readFileSync(join(__dirname, '..', '..', 'compose.yaml'), 'utf8');
/** The Compose file sets these itself: they describe the container and its database. */
const FIXED = ['DATABASE_URL', 'DATA_DIR', 'HOST', 'KEYS_DATABASE_URL', 'NODE_ENV', 'PORT'];
const REQUIRED = ['MAIL_FROM', 'MASTER_KEYS', 'MYSQL_PASSWORD', 'MYSQL_ROOT_PASSWORD', 'PUBLIC_URL', 'SMTP_URL'];

describe('The Compose file', () => {
  const settings = () => allSections().flatMap((section) => Object.values(section.settings));
  const variables = () => settings().map(({ variable }) => variable);
  const valuesOf = (names: readonly string[]) => Object.fromEntries(names.map((name) => [name, `value of ${name}`]));
  beforeAll(loadDeclarations);

  it.each(['api', 'worker'])('passes every setting of .env to the %s', (service) => {
    const dotEnv = valuesOf([...variables(), ...REQUIRED]);
    const environment = containerEnvironment(compose, service, dotEnv);
    expect(variables().length).toBeGreaterThan(60);
    expect(variables().filter((name) => environment[name] !== dotEnv[name])).toEqual(expect.arrayContaining(FIXED));
    for (const name of variables().filter((each) => !FIXED.includes(each))) {
      expect(`${name}=${environment[name]}`).toBe(`${name}=value of ${name}`);
    }
    for (const name of FIXED) expect(environment[name]).toMatch(/\S/);
  });

  it.each(['api', 'worker'])('sets no variable to an empty text that .env does not contain, in the %s', (service) => {
    const environment = containerEnvironment(compose, service, valuesOf(REQUIRED));
    expect(variables().filter((name) => environment[name] === '')).toEqual([]);
  });

  it.each(['api', 'worker'])('hides the passwords of the database server from the %s', (service) => {
    const environment = containerEnvironment(compose, service, valuesOf(REQUIRED));
    expect([environment.MYSQL_ROOT_PASSWORD, environment.MYSQL_PASSWORD]).toEqual(['', '']);
  });

  it.each(REQUIRED.filter((name) => name !== 'MYSQL_ROOT_PASSWORD'))('does not start without %s', (name) => {
    const others = valuesOf(REQUIRED.filter((each) => each !== name));
    expect(() => containerEnvironment(compose, 'api', others)).toThrow(`${name} is required`);
    expect(() => containerEnvironment(compose, 'api', { ...others, [name]: '' })).toThrow(`${name} is required`);
  });

  it('takes REDIS_URL and WORKER_IN_API also from the environment of the command', () => {
    const shell = { REDIS_URL: 'redis://redis:6379', WORKER_IN_API: 'false' };
    expect(containerEnvironment(compose, 'api', valuesOf(REQUIRED), shell)).toMatchObject(shell);
  });
});

describe('The environment of a container', () => {
  const of = (environment: string, dotEnv = {}, shell = {}) =>
    containerEnvironment(`services: { api: { environment: ${environment} } }`, 'api', dotEnv, shell);

  it('is what Compose resolves from defaults, dollar signs and variables without a value', () => {
    expect(of('{ A: "${B:-b}", C: "${D-d}", E: "$F", G: "$$H", I: }', { D: '', F: 'f' })).toEqual({
      A: 'b',
      C: '',
      E: 'f',
      G: '$H',
    });
    expect(of('{ A: , B: "${B}" }', { A: 'file', B: 'file' }, { B: 'shell' })).toEqual({ A: 'file', B: 'shell' });
  });
});
