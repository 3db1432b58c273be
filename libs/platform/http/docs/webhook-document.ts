import type { Type } from '@nestjs/common';
import type { Json } from './document-json';

/** What the OpenAPI document says about events, which the event log provides. */
export abstract class WebhookDocument {
  abstract readonly tag: string;
  /** The shapes that the components refer to, for Swagger to describe. */
  abstract shapes(): Type[];
  /** One webhook for each event, and the components that they share. */
  abstract described(): { webhooks: Json; schemas: Json; responses: Json };
}
