import { BooleanField, IntegerField, ShapeListField, TextField, TextListField } from '@platform/http/fields/fields';

export class SignInMethodDto {
  @TextField({ max: 40, description: 'The sign-in method.', example: 'password' })
  name: string;

  @IntegerField({ min: 0, max: 1000, description: 'How many the account has.', example: 1 })
  count: number;
}

export class SignInMethodsDto {
  @BooleanField({
    description: 'Whether the account is anonymous. Its only access is the current session.',
    example: false,
  })
  anonymous: boolean;

  @BooleanField({ description: 'Whether the account has a password.', example: true })
  hasPassword: boolean;

  @ShapeListField(() => SignInMethodDto, {
    maxItems: 100,
    description:
      'The methods that are sufficient to sign in. A verified email address also gives access, through account recovery.',
  })
  methods: SignInMethodDto[];

  @TextListField({
    maxItems: 20,
    max: 40,
    description: 'The second factors that the user has set up.',
    example: ['totp', 'recovery_code'],
  })
  secondFactors: string[];
}
