import { BooleanField, JsonField, ShapeListField, TextField } from '@platform/http/fields/fields';
import { checkShape } from '@platform/http/fields/shape-rules';
import { personalFaults } from './personal-fields.rule';
import { PHONE_NUMBER_FORM } from '@platform/phone/phone-number.rule';

const GIVEN_NAME = { max: 100, description: 'First and middle names.', example: 'Ada' };
const FAMILY_NAME = { max: 100, description: 'The family name.', example: 'Lovelace' };
const BIRTH_DATE = {
  max: 10,
  pattern: /^\d{4}-\d\d-\d\d$/,
  form: 'YYYY-MM-DD',
  description: 'The day of birth, YYYY-MM-DD.',
  example: '1815-12-10',
};
const LABEL = { min: 1, max: 50, optional: true, description: 'The label.', example: 'home' };
const ATTRIBUTES = { description: 'Custom attributes, as the attribute schema defines them.', example: {} };

export class PhoneNumberDto {
  @TextField({
    min: 7,
    max: 40,
    pattern: PHONE_NUMBER_FORM,
    form: '+44 20 7946 0958',
    description:
      'The phone number with the country code. Spaces, hyphens and parentheses are allowed; the number is stored and returned in E.164.',
    example: '+442079460958',
  })
  number: string;

  @TextField(LABEL)
  label?: string;

  @BooleanField({
    optional: true,
    description: 'Whether this is the primary phone number. At most one is.',
    example: true,
  })
  primary?: boolean;
}

export class AddressDto {
  @TextField(LABEL)
  label?: string;

  @TextField({ min: 1, max: 100, optional: true, description: 'The recipient.', example: 'Ada Lovelace' })
  recipient?: string;

  @TextField({ min: 1, max: 200, description: 'Street and number.', example: '12 St James’s Square' })
  line1: string;

  @TextField({
    min: 1,
    max: 200,
    optional: true,
    description: 'Additional address information.',
    example: 'Second floor',
  })
  line2?: string;

  @TextField({ min: 1, max: 20, optional: true, description: 'The postal code.', example: 'SW1Y 4JH' })
  postalCode?: string;

  @TextField({ min: 1, max: 100, description: 'The city.', example: 'London' })
  city: string;

  @TextField({ min: 1, max: 100, optional: true, description: 'State, province or county.', example: 'Greater London' })
  region?: string;

  @TextField({
    min: 2,
    max: 2,
    pattern: /^[A-Z]{2}$/,
    form: 'ISO 3166-1 alpha-2',
    description: 'The country.',
    example: 'GB',
  })
  country: string;
}

const PHONE_NUMBERS = {
  maxItems: 10,
  description: 'Phone numbers.',
  example: [{ number: '+442079460958', primary: true }],
};
const ADDRESSES = {
  maxItems: 10,
  description: 'Postal addresses.',
  example: [{ line1: '12 St James’s Square', postalCode: 'SW1Y 4JH', city: 'London', country: 'GB' }],
};

/** The fields that only the user and administrators can see. */
export class PersonalDto {
  @TextField({ ...GIVEN_NAME, nullable: true })
  givenName: string | null;

  @TextField({ ...FAMILY_NAME, nullable: true })
  familyName: string | null;

  @TextField({ ...BIRTH_DATE, nullable: true })
  birthDate: string | null;

  @ShapeListField(() => PhoneNumberDto, PHONE_NUMBERS)
  phoneNumbers: PhoneNumberDto[];

  @ShapeListField(() => AddressDto, ADDRESSES)
  addresses: AddressDto[];

  @JsonField(ATTRIBUTES)
  attributes: Record<string, unknown>;
}

/** A merge patch: absent fields stay unchanged, null removes a field, lists are replaced, and attributes are merged. */
export class ChangePersonalDto {
  @TextField({ ...GIVEN_NAME, min: 1, optional: true, nullable: true })
  givenName?: string | null;

  @TextField({ ...FAMILY_NAME, min: 1, optional: true, nullable: true })
  familyName?: string | null;

  @TextField({ ...BIRTH_DATE, optional: true, nullable: true })
  birthDate?: string | null;

  @ShapeListField(() => PhoneNumberDto, { ...PHONE_NUMBERS, optional: true, nullable: true })
  phoneNumbers?: PhoneNumberDto[] | null;

  @ShapeListField(() => AddressDto, { ...ADDRESSES, optional: true, nullable: true })
  addresses?: AddressDto[] | null;

  @JsonField({ ...ATTRIBUTES, optional: true, nullable: true })
  attributes?: Record<string, unknown> | null;
}

checkShape(ChangePersonalDto, 'personal', (given) => personalFaults(given, new Date()));
