import { loadConfiguration } from '@platform/config/config';
import { configurationFaults } from '@test/support/configuration-faults';
import { HeadsConfig } from './heads.config';

const HTTPS = 'must start with https://; http:// is only allowed for this machine and outside production';

describe('The URL for checkpoints', () => {
  it('starts with https and contains no password', () => {
    expect(configurationFaults({ AUDIT_HEADS_URL: 'https://heads.example.com/' })).toEqual([]);
    expect(configurationFaults({ AUDIT_HEADS_URL: 'http://heads.example.com/' }).join()).toMatch(
      /^AUDIT_HEADS_URL must start with https:/,
    );
    expect(configurationFaults({ AUDIT_HEADS_URL: 'https://me:secret@heads.example.com/' })).toEqual([
      'AUDIT_HEADS_URL must not contain a password; use AUDIT_HEADS_TOKEN.',
    ]);
  });
});

describe('The witnesses', () => {
  const key = 'witness.example.net/w1+32a075b6+BPcCtyyVJQ7hKw7TGr5wI0riVqhZTCnfiY+FZ3E3SQqC';

  it.each(['https://witness.example.net', 'http://127.0.0.1:7070'])('can be called at %s', (url) => {
    expect(configurationFaults({ AUDIT_WITNESSES: `${key} ${url}` })).toEqual([]);
  });

  it.each([
    ['http://witness.example.net', HTTPS],
    ['ftp://witness.example.net', HTTPS],
    ['https://me:secret@witness.example.net', 'must not contain a password'],
  ])('cannot be called at %s', (url, fault) => {
    expect(configurationFaults({ AUDIT_WITNESSES: `${key} ${url}` })).toEqual([
      `AUDIT_WITNESSES has the witness witness.example.net/w1, whose URL ${fault}.`,
    ]);
  });

  it.each([
    key,
    'https://me:secret@witness.example.net',
    `${key} witness`,
    `${key} https://a.example https://b.example`,
  ])('cannot be %s', (entry) => {
    expect(configurationFaults({ AUDIT_WITNESSES: entry })).toEqual([
      'AUDIT_WITNESSES has an entry that is not the verifier key of a witness, a space and a URL.',
    ]);
  });
});

describe('The settings of the bucket for checkpoints', () => {
  const KEY = { AUDIT_HEADS_S3_KEY_ID: 'id', AUDIT_HEADS_S3_SECRET: 'secret' };
  const url = 'https://s3.eu-central-1.amazonaws.com/my-bucket/userkeep';

  afterAll(() => loadConfiguration({ NODE_ENV: 'test' }));

  it('lock for 400 days in us-east-1 by default', () => {
    expect(configurationFaults({ AUDIT_HEADS_S3: url, ...KEY })).toEqual([]);
    expect(new HeadsConfig().bucket).toEqual({
      url,
      region: 'us-east-1',
      keyId: 'id',
      secret: 'secret',
      lockDays: 400,
    });
  });

  it('configure no bucket without a URL', () => {
    expect(configurationFaults({})).toEqual([]);
    expect(new HeadsConfig().bucket).toBeUndefined();
  });

  it.each(['KEY_ID', 'SECRET'])('require %s', (name) => {
    expect(configurationFaults({ AUDIT_HEADS_S3: url, ...KEY, [`AUDIT_HEADS_S3_${name}`]: '' })).toEqual([
      'AUDIT_HEADS_S3 requires AUDIT_HEADS_S3_KEY_ID and AUDIT_HEADS_S3_SECRET.',
    ]);
  });

  it('require a URL for the access key', () => {
    expect(configurationFaults(KEY)).toEqual([
      'AUDIT_HEADS_S3_KEY_ID and AUDIT_HEADS_S3_SECRET require AUDIT_HEADS_S3.',
    ]);
  });

  it.each([
    'my-bucket',
    's3://my-bucket',
    'https://s3.amazonaws.com',
    'https://s3.amazonaws.com/',
    'https://id:secret@s3.amazonaws.com/my-bucket',
    'https://s3.amazonaws.com/my-bucket?prefix=x',
    'https://s3.amazonaws.com/my-bucket/../other',
    'https://s3.amazonaws.com/my-bucket/a b',
    'https://s3.amazonaws.com/my-bucket/a%20b',
    'https://s3.amazonaws.com/my-bucket/a+b',
    'https://s3.amazonaws.com:port/my-bucket',
  ])('reject %s', (wrong) => {
    expect(configurationFaults({ AUDIT_HEADS_S3: wrong, ...KEY }).join()).toMatch(
      /^AUDIT_HEADS_S3 must be a URL such as /,
    );
  });

  it.each(['http://s3.example.com/my-bucket', 'http://127.0.0.1.example.com/my-bucket'])('reject %s', (wrong) => {
    expect(configurationFaults({ AUDIT_HEADS_S3: wrong, ...KEY })).toEqual([`AUDIT_HEADS_S3 ${HTTPS}.`]);
  });

  it.each(['http://127.0.0.1:9000/my-bucket', 'http://[::1]:9000/my-bucket/', `${url}/v1.0/a_b-c/`])(
    'accept %s',
    (right) => {
      expect(configurationFaults({ AUDIT_HEADS_S3: right, ...KEY })).toEqual([]);
    },
  );
});
