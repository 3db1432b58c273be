export interface SnsTopic {
  readonly arn: string;
  /** The only host from which certificates are fetched, and at which the subscription is confirmed. */
  readonly host: string;
}

const ARN = /^arn:(aws|aws-cn|aws-us-gov):sns:([a-z]{2}[a-z0-9-]{1,30}):\d{12}:[A-Za-z0-9_-]{1,256}$/;

export function parseSnsTopic(arn: string): SnsTopic | undefined {
  const [, partition, region] = ARN.exec(arn) ?? [];
  if (region === undefined) return undefined;
  return { arn, host: `sns.${region}.amazonaws.com${partition === 'aws-cn' ? '.cn' : ''}` };
}

/** Whether the URL can be the certificate of this topic. */
export function isCertificateUrl(url: string, { host }: SnsTopic): boolean {
  return new RegExp(`^https://${escaped(host)}/SimpleNotificationService-[0-9a-f]{16,64}\\.pem$`).test(url);
}

/** Whether the URL can confirm the subscription of this topic. */
export function isSubscribeUrl(url: string, { arn, host }: SnsTopic): boolean {
  if (!url.startsWith(`https://${host}/?`) || !URL.canParse(url)) return false;
  const { searchParams } = new URL(url);
  return searchParams.get('Action') === 'ConfirmSubscription' && searchParams.get('TopicArn') === arn;
}

function escaped(host: string): string {
  return host.replaceAll('.', '\\.');
}
