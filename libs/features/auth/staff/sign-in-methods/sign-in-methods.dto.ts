import { BooleanField, IntegerField, ShapeListField, TextField, TextListField } from '@platform/http/fields/fields';

export class SignInMethodDto {
  @TextField({ max: 40, description: 'The sign-in method.', example: 'passkey' })
  name: string;

  @IntegerField({ min: 0, max: 1000, description: 'How many the user has.', example: 2 })
  count: number;
}

export class SignInMethodsDto {
  @BooleanField({ description: 'Whether the account is anonymous and has no sign-in method.', example: false })
  anonymous: boolean;

  @BooleanField({ description: 'Whether the user has a password.', example: true })
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
