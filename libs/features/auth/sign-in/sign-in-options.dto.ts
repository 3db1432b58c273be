import { ChoiceField, TextField } from '@platform/http/fields/fields';
import { TRANSPORT } from '../sessions/tokens.dto';

/** What every way in can be told beside what it asks to be shown. */
export class SignInOptionsDto {
  @ChoiceField(TRANSPORT)
  transport?: 'body' | 'cookie';

  @TextField({
    max: 100,
    secret: true,
    optional: true,
    description: 'Of an earlier sign-in on this device, to do without the second factor.',
    example: 'ukd_9fQ…',
  })
  deviceToken?: string;
}
