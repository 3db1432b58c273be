import '@features/users';
import { configurationFaults } from '@test/support/configuration-faults';
import { loadConfiguration } from '@platform/config/config';
import './siem.config';

describe('The settings of the SIEM', () => {
  afterAll(() => loadConfiguration({ NODE_ENV: 'test' }));

  it.each([
    [{ SIEM_FILE: '/var/log/userkeep/events.ndjson', SIEM_PERMISSIONS: 'users.read, personal.read' }, []],
    [{ SIEM_URL: 'https://siem.example.com/events', SIEM_TOKEN: 'a token' }, []],
    [
      { SIEM_FILE: 'events.ndjson', SIEM_URL: 'https://siem.example.com/' },
      ['SIEM_FILE and SIEM_URL exclude each other; remove one.'],
    ],
    [{ SIEM_TOKEN: 'a token' }, ['SIEM_TOKEN requires SIEM_URL.']],
    [
      { SIEM_URL: 'http://siem.example.com/' },
      ['SIEM_URL must start with https://; http:// is only allowed for this machine and outside production.'],
    ],
    [{ SIEM_URL: 'https://me:secret@siem.example.com/' }, ['SIEM_URL must not contain a password; use SIEM_TOKEN.']],
    [
      { SIEM_FILE: 'events.ndjson', SIEM_PERMISSIONS: 'users.read,users.raed,*' },
      ['SIEM_PERMISSIONS has the unknown permission users.raed.', 'SIEM_PERMISSIONS has the unknown permission *.'],
    ],
    [
      { SIEM_FILE_MAX_MIB: '0', SIEM_FILE_COUNT: '0' },
      [
        'SIEM_FILE_MAX_MIB must be a whole number from 1 to 10000.',
        'SIEM_FILE_COUNT must be a whole number from 1 to 1000.',
      ],
    ],
  ])('%j have the faults %j', (env, faults) => {
    expect(configurationFaults(env)).toEqual(faults);
  });
});
