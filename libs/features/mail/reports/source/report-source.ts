import type { IncomingHttpHeaders } from 'node:http';
import type { EmailAddress } from '@platform/email/email-address.rule';
import type { SuppressionReason } from '../../suppression/suppression-reason';

export const PROVIDERS = ['ses', 'postmark', 'mailgun', 'sendgrid', 'dsn'] as const;
export type ProviderName = (typeof PROVIDERS)[number];

/** A request of a provider, as it arrived. */
export interface Delivery {
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** A permanent bounce of, or a complaint about, one email to one address. Providers also report much that is neither. */
export interface Finding {
  /** The ID of the event at the provider. It is the same if the event is reported again. */
  readonly eventId: string;
  readonly address: EmailAddress;
  readonly reason: SuppressionReason;
  /** As the provider sent it; it can contain addresses. */
  readonly diagnostic: string;
}

export interface AuthenticReport {
  /** A value that the provider uses in one request only. A second request with it is rejected. */
  readonly nonce?: string;
  readonly findings: readonly Finding[];
}

/** An email provider that the operator has configured. */
export interface ReportSource {
  readonly provider: ProviderName;
  /** Throws a problem unless the report comes from the provider. */
  read(delivery: Delivery): Promise<AuthenticReport>;
}
