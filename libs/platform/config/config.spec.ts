import { configurationFaults } from '@test/support/configuration-faults';
import { defineConfig, loadConfiguration } from './config';
import { choice, flag, integer, list, text, url } from './setting';

class SampleConfig extends defineConfig('Sample', {
  port: integer('SAMPLE_PORT', { default: 80, min: 1, max: 90, help: 'x' }),
  mode: choice('SAMPLE_MODE', ['a', 'b'], { developmentDefault: 'a', help: 'x' }),
  address: url('SAMPLE_URL', {
    protocols: ['https:'],
    default: 'https://example.com',
    help: 'x',
    inProduction: (value) => (value.includes('example') ? 'must be your own' : undefined),
  }),
  names: list('SAMPLE_NAMES', { default: ['one'], help: 'x' }),
  loud: flag('SAMPLE_LOUD', { default: false, help: 'x' }),
  word: text('SAMPLE_WORD', { default: 'w', help: 'x', secret: true }),
}) {}

describe('The configuration', () => {
  afterAll(() => loadConfiguration({ NODE_ENV: 'test' }));

  it('is typed, with defaults for what is not set', () => {
    loadConfiguration({ NODE_ENV: 'test', SAMPLE_PORT: '17', SAMPLE_NAMES: 'x, y,,', SAMPLE_LOUD: 'true' });
    expect(new SampleConfig()).toEqual({
      port: 17,
      mode: 'a',
      address: 'https://example.com',
      names: ['x', 'y'],
      loud: true,
      word: 'w',
    });
  });

  it('reports every fault at once', () => {
    expect(
      configurationFaults({
        SAMPLE_PORT: '91',
        SAMPLE_MODE: 'c',
        SAMPLE_URL: 'http://example.com',
        SAMPLE_LOUD: 'yes',
      }),
    ).toEqual([
      'SAMPLE_PORT must be a whole number from 1 to 90.',
      'SAMPLE_MODE must be one of a, b.',
      'SAMPLE_URL must be a URL that starts with https://.',
      'SAMPLE_LOUD must be true or false.',
    ]);
    for (const port of ['1.5', '-1', 'x', '99999999999999999999']) {
      expect(configurationFaults({ SAMPLE_PORT: port })).toHaveLength(1);
    }
  });

  it('has stricter rules in production', () => {
    expect(configurationFaults({ NODE_ENV: 'production' })).toEqual([
      'SAMPLE_MODE is required.',
      'SAMPLE_URL must be your own.',
    ]);
  });
});
