import { LOCALE } from '@features/users';
import { ChoiceField, ShapeListField, TextField } from '@platform/http/fields/fields';
import { TRANSPORT } from '../sessions/tokens.dto';
import { AcceptedTextDto, CONSENTS } from '../sign-in/accepted-text.dto';

export class NewAnonymousDto {
  @TextField({ ...LOCALE, optional: true })
  locale?: string;

  @ChoiceField(TRANSPORT)
  transport?: 'body' | 'cookie';

  @ShapeListField(() => AcceptedTextDto, CONSENTS)
  consents?: AcceptedTextDto[];
}
