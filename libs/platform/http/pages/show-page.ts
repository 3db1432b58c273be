import { applyDecorators, Get, Header } from '@nestjs/common';
import { currentWork } from '@platform/context/work-context';
import { ForEveryone } from '../access/audience';
import { Limited } from '../rate-limit/limits';
import type { Page } from './page';
import { PAGE_POLICY, renderPage } from './render-page.rule';

/** A route that serves an HTML page. Its controller is excluded from the OpenAPI document. */
export function PageRoute(path: string): MethodDecorator {
  return applyDecorators(
    Get(path),
    ForEveryone(),
    Limited('read'),
    Header('content-type', 'text/html; charset=utf-8'),
    Header('content-security-policy', PAGE_POLICY),
    Header('cross-origin-opener-policy', 'same-origin'),
    Header('permissions-policy', 'camera=(), geolocation=(), microphone=()'),
    Header('vary', 'Accept, Accept-Language'),
  );
}

export function showPage(page: Page): string {
  return renderPage(page, currentWork()?.language ?? 'en');
}
