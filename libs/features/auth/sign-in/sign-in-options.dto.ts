import { ChoiceField, ShapeListField, TextField } from '@platform/http/fields/fields';
import { TRANSPORT } from '../sessions/tokens.dto';
import { AcceptedTextDto, CONSENTS } from './accepted-text.dto';

/** The fields that every sign-in method accepts besides its credentials. */
export class SignInOptionsDto {
  @ChoiceField(TRANSPORT)
  transport?: 'body' | 'cookie';

  @TextField({
    max: 100,
    secret: true,
    optional: true,
    description: 'The device token of an earlier sign-in on this device. It replaces the second factor.',
    example: 'ukd_9fQ…',
  })
  deviceToken?: string;

  @ShapeListField(() => AcceptedTextDto, CONSENTS)
  consents?: AcceptedTextDto[];
}
