import { ConfigurationFaults, loadConfiguration } from '@platform/config/config';
import { HeadsConfig } from './heads.config';

describe('The settings of the bucket for checkpoints', () => {
  const KEY = { AUDIT_HEADS_S3_KEY_ID: 'id', AUDIT_HEADS_S3_SECRET: 'secret' };
  const url = 'https://s3.eu-central-1.amazonaws.com/my-bucket/userkeep';

  afterAll(() => loadConfiguration({ NODE_ENV: 'test' }));

  function faultsOf(env: NodeJS.ProcessEnv): readonly string[] {
    try {
      loadConfiguration({ NODE_ENV: 'test', ...env });
      return [];
    } catch (error) {
      if (error instanceof ConfigurationFaults) return error.faults;
      throw error;
    }
  }

  it('lock for 400 days in us-east-1 by default', () => {
    expect(faultsOf({ AUDIT_HEADS_S3: url, ...KEY })).toEqual([]);
    expect(new HeadsConfig().bucket).toEqual({
      url,
      region: 'us-east-1',
      keyId: 'id',
      secret: 'secret',
      lockDays: 400,
    });
  });

  it('configure no bucket without a URL', () => {
    expect(faultsOf({})).toEqual([]);
    expect(new HeadsConfig().bucket).toBeUndefined();
  });

  it.each(['KEY_ID', 'SECRET'])('require %s', (name) => {
    expect(faultsOf({ AUDIT_HEADS_S3: url, ...KEY, [`AUDIT_HEADS_S3_${name}`]: '' })).toEqual([
      'AUDIT_HEADS_S3 requires AUDIT_HEADS_S3_KEY_ID and AUDIT_HEADS_S3_SECRET.',
    ]);
  });

  it('require a URL for the access key', () => {
    expect(faultsOf(KEY)).toEqual(['AUDIT_HEADS_S3_KEY_ID and AUDIT_HEADS_S3_SECRET require AUDIT_HEADS_S3.']);
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
    expect(faultsOf({ AUDIT_HEADS_S3: wrong, ...KEY }).join()).toMatch(/^AUDIT_HEADS_S3 must be a URL such as /);
  });

  it.each(['http://127.0.0.1:9000/my-bucket', 'http://[::1]:9000/my-bucket/', `${url}/v1.0/a_b-c/`])(
    'accept %s',
    (right) => {
      expect(faultsOf({ AUDIT_HEADS_S3: right, ...KEY })).toEqual([]);
    },
  );
});
