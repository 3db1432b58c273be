import { Controller } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { RuntimeConfig } from '@platform/config/runtime.config';
import { HttpConfig } from '@platform/http/http.config';
import { PageRoute, showPage } from '@platform/http/pages/show-page';
import { AuthConfig } from '../auth.config';
import { setupPage } from './setup.page';

/** The page for the link that `npm start` prints. */
@ApiExcludeController()
@Controller()
export class SetupPageController {
  constructor(
    private readonly auth: AuthConfig,
    private readonly http: HttpConfig,
    private readonly runtime: RuntimeConfig,
  ) {}

  @PageRoute('setup')
  setup() {
    return showPage(
      setupPage({
        passwordMinLength: this.auth.passwordMinLength,
        hasDocs: this.http.docs,
        hasExample: !this.runtime.production,
      }),
    );
  }
}
