import { loadConfiguration } from '@platform/config/config';
import type { HttpClient } from '@platform/http-client/http-client';
import { configurationFaults } from '@test/support/configuration-faults';
import { REPORT_SETTINGS } from '@test/support/report-providers';
import { ReportSources } from './report-sources';
import { ReportsConfig } from './reports.config';
import { PROVIDERS } from './source/report-source';
import type { SnsCertificates } from './ses/sns-certificates';

function enabledWith(settings: NodeJS.ProcessEnv): string[] {
  loadConfiguration({ NODE_ENV: 'test', DATABASE_URL: 'mysql://root@localhost/userkeep', ...settings });
  const sources = new ReportSources(new ReportsConfig(), {} as SnsCertificates, {} as HttpClient);
  return PROVIDERS.filter((provider) => sources.find(provider));
}

describe('Reports of email providers', () => {
  afterAll(() => loadConfiguration({ NODE_ENV: 'test' }));

  it('are off by default', () => {
    expect(enabledWith({})).toEqual([]);
  });

  it('are enabled for each provider by its own setting', () => {
    const enabled = Object.entries(REPORT_SETTINGS).map(([name, value]) => enabledWith({ [name]: value }));
    expect(enabled).toEqual(PROVIDERS.map((provider) => [provider]));
  });

  it('need long secrets, an SNS topic and a P-256 key, and errors do not contain the values', () => {
    const faults = configurationFaults({
      MAIL_SES_TOPIC: 'arn:aws:sqs:eu-west-1:123456789012:bounces',
      MAIL_POSTMARK_SECRET: 'hunter2',
      MAIL_MAILGUN_SIGNING_KEY: 'hunter2',
      MAIL_SENDGRID_PUBLIC_KEY: 'hunter2',
      MAIL_DSN_SECRET: 'hunter2',
    });
    expect(faults.map((fault) => fault.split(' ')[0]).sort()).toEqual(Object.keys(REPORT_SETTINGS).sort());
    expect(faults.join()).not.toContain('hunter2');
  });
});
