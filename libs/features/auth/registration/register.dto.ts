import { DISPLAY_NAME, LOCALE, profileFaults, USERNAME, USERNAME_SCHEMA } from '@features/users';
import { BooleanField, ChoiceField, ShapeListField, TextField } from '@platform/http/fields/fields';
import { ADDRESS, ADDRESS_OF_CODE, CODE, TOKEN } from '@platform/one-time/token-fields';
import { checkShape, documentField } from '@platform/http/fields/shape-rules';
import { presentedTokenFaults } from '@platform/one-time/presented-token.rule';
import { TRANSPORT } from '../sessions/tokens.dto';
import { AcceptedTextDto, CONSENTS } from '../sign-in/accepted-text.dto';

const PASSWORD = { max: 1024, secret: true, description: 'The password.', example: 'violet teapots dance slowly' };

class AccountNamesDto {
  @TextField(ADDRESS)
  email: string;

  @TextField({ ...USERNAME, optional: true })
  username?: string;

  @TextField({ ...DISPLAY_NAME, min: 1, optional: true })
  displayName?: string;
}

/** The fields of a new account. */
export class AccountDto extends AccountNamesDto {
  @TextField(PASSWORD)
  password: string;
}

export class NewAccountDto extends AccountDto {
  @TextField({ ...LOCALE, optional: true })
  locale?: string;

  @ChoiceField(TRANSPORT)
  transport?: 'body' | 'cookie';

  @ShapeListField(() => AcceptedTextDto, CONSENTS)
  consents?: AcceptedTextDto[];
}

export class RegisterDto extends AccountNamesDto {
  @TextField({
    ...PASSWORD,
    optional: true,
    description:
      'The password. If email addresses must be verified first, you can omit it; the user then chooses it with the link in the email.',
  })
  password?: string;

  @TextField({ ...LOCALE, optional: true })
  locale?: string;

  @ChoiceField(TRANSPORT)
  transport?: 'body' | 'cookie';

  @ShapeListField(() => AcceptedTextDto, CONSENTS)
  consents?: AcceptedTextDto[];
}

/** The response while the email address is not verified. It is the same for new and for taken addresses. */
export class VerificationRequiredDto {
  @BooleanField({ description: 'A link and a code have been sent to the email address.', example: true })
  verificationRequired: true;
}

/** The parts of `@Operation` for a registration that requires verification of the email address. */
export const VERIFICATION_REQUIRED = {
  status: 202,
  description: 'An email has been sent. The response is the same for new and for taken addresses.',
  answer: VerificationRequiredDto,
  when: (result: object) => 'verificationRequired' in result,
} as const;

export class FinishRegistrationDto {
  @TextField(TOKEN)
  token?: string;

  @TextField(ADDRESS_OF_CODE)
  email?: string;

  @TextField(CODE)
  code?: string;

  @TextField({
    max: 1024,
    secret: true,
    description: 'The password of the registration, or a new one if you registered without a password.',
    example: 'violet teapots dance slowly',
  })
  password: string;

  @TextField({ max: 30, optional: true, description: 'Another username, if yours has been taken in the meantime.' })
  username?: string;

  @ChoiceField(TRANSPORT)
  transport?: 'body' | 'cookie';

  @ShapeListField(() => AcceptedTextDto, CONSENTS)
  consents?: AcceptedTextDto[];
}

documentField(AccountNamesDto, 'username', USERNAME_SCHEMA);
checkShape(AccountNamesDto, 'profile', ({ email, username }) => profileFaults({ email, username }));
for (const shape of [RegisterDto, NewAccountDto])
  checkShape(shape, 'locale', ({ locale }) => profileFaults({ locale }));
checkShape(FinishRegistrationDto, 'proof', presentedTokenFaults);
