import { profileFaults, USERNAME_SCHEMA } from '@features/users';
import { BooleanField, ChoiceField, TextField } from '@platform/http/fields/fields';
import { ADDRESS, ADDRESS_OF_CODE, CODE, TOKEN } from '@platform/one-time/token-fields';
import { checkShape, documentField } from '@platform/http/fields/shape-rules';
import { presentedTokenFaults } from '@platform/one-time/presented-token.rule';
import { TRANSPORT } from '../sessions/tokens.dto';

const PASSWORD = { max: 1024, secret: true, description: 'The password.', example: 'violet teapots dance slowly' };
const LANGUAGE = { max: 35, optional: true, description: 'The preferred language, as a BCP 47 tag.', example: 'en' };

class AccountNamesDto {
  @TextField(ADDRESS)
  email: string;

  @TextField({ max: 30, optional: true, description: 'The unique name others see and mention.', example: 'ada' })
  username?: string;

  @TextField({
    visible: true,
    min: 1,
    max: 100,
    optional: true,
    description: 'The name others see.',
    example: 'Ada Lovelace',
  })
  displayName?: string;
}

/** What an account is made of. */
export class AccountDto extends AccountNamesDto {
  @TextField(PASSWORD)
  password: string;
}

export class NewAccountDto extends AccountDto {
  @TextField(LANGUAGE)
  locale?: string;

  @ChoiceField(TRANSPORT)
  transport?: 'body' | 'cookie';
}

export class RegisterDto extends AccountNamesDto {
  @TextField({
    ...PASSWORD,
    optional: true,
    description:
      'The password. Where addresses have to be proven first it may be left out: it is then chosen once, with the link in the mail.',
  })
  password?: string;

  @TextField(LANGUAGE)
  locale?: string;

  @ChoiceField(TRANSPORT)
  transport?: 'body' | 'cookie';
}

/** The address has to be proven first. The same for new and for taken addresses. */
export class VerificationRequiredDto {
  @BooleanField({ description: 'A link and a code are on their way to the address.', example: true })
  verificationRequired: true;
}

/** For `@Operation`: what a registration answers that waits for the proof of the address. */
export const VERIFICATION_REQUIRED = {
  status: 202,
  description: 'A mail is on its way; the same for new and for taken addresses',
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
    description: 'The password you registered with; or the one you choose now, if you registered without.',
    example: 'violet teapots dance slowly',
  })
  password: string;

  @TextField({ max: 30, optional: true, description: 'Another username, when somebody has taken yours meanwhile.' })
  username?: string;

  @ChoiceField(TRANSPORT)
  transport?: 'body' | 'cookie';
}

documentField(AccountNamesDto, 'username', USERNAME_SCHEMA);
checkShape(AccountNamesDto, 'profile', ({ email, username }) => profileFaults({ email, username }));
for (const shape of [RegisterDto, NewAccountDto])
  checkShape(shape, 'locale', ({ locale }) => profileFaults({ locale }));
checkShape(FinishRegistrationDto, 'proof', presentedTokenFaults);
