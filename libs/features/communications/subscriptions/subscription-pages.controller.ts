import { Controller } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { PageRoute, showPage } from '@platform/http/pages/show-page';
import { CONFIRM_SUBSCRIPTION } from '../communications.pages';

/** The page that the link in a mail opens, unless PAGES_URL points to another site. */
@ApiExcludeController()
@Controller()
export class SubscriptionPagesController {
  @PageRoute('confirm-subscription')
  confirmSubscription() {
    return showPage(CONFIRM_SUBSCRIPTION);
  }
}
