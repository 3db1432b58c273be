import { Controller } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { PageRoute, showPage } from '@platform/http/pages/show-page';
import { RESTORE_ACCOUNT } from './deletion.pages';

/** The page that the link in the mail opens, unless PAGES_URL points to another site. */
@ApiExcludeController()
@Controller()
export class DeletionPageController {
  @PageRoute('restore-account')
  restoreAccount() {
    return showPage(RESTORE_ACCOUNT);
  }
}
