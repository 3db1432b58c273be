import { ChoiceField, ShapeListField, TextField } from '@platform/http/fields/fields';
import { TRANSPORT } from '../sessions/tokens.dto';
import { AcceptedTextDto, CONSENTS } from '../sign-in/accepted-text.dto';

export class NewAnonymousDto {
  @TextField({ max: 35, optional: true, description: 'The preferred language, as a BCP 47 tag.', example: 'en' })
  locale?: string;

  @ChoiceField(TRANSPORT)
  transport?: 'body' | 'cookie';

  @ShapeListField(() => AcceptedTextDto, CONSENTS)
  consents?: AcceptedTextDto[];
}
