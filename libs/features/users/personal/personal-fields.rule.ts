import type { FieldError } from '@platform/errors/problem';
import { UsersFieldErrors } from '../users.errors';
import { isBirthDate } from './birth-date.rule';
import { isCountry } from './country.rule';
import { phoneNumberOf } from '@platform/phone/phone-number.rule';

interface PhoneInput {
  readonly number: string;
  readonly primary: boolean;
}

/** The fields without faults. */
interface PersonalInput {
  readonly birthDate?: string | null;
  readonly phoneNumbers?: readonly (Partial<PhoneInput> | undefined)[] | null;
  readonly addresses?: readonly ({ readonly country?: string } | undefined)[] | null;
}

/** Returns the faults that the field decorators cannot detect. */
export function personalFaults({ birthDate, phoneNumbers, addresses }: PersonalInput, now: Date): FieldError[] {
  const faults: FieldError[] = [];
  if (birthDate && !isBirthDate(birthDate, now))
    faults.push({ pointer: '/birthDate', code: UsersFieldErrors.bad_birth_date });
  phoneNumbers?.forEach((phone, index) => {
    if (phone?.number !== undefined && phoneNumberOf(phone.number) === undefined)
      faults.push({ pointer: `/phoneNumbers/${index}/number`, code: UsersFieldErrors.bad_phone_number });
  });
  const primaries = (phoneNumbers ?? []).flatMap((phone, index) => (phone?.primary ? [index] : []));
  for (const index of primaries.slice(1)) {
    faults.push({ pointer: `/phoneNumbers/${index}/primary`, code: UsersFieldErrors.multiple_primary });
  }
  addresses?.forEach((address, index) => {
    if (address?.country !== undefined && !isCountry(address.country))
      faults.push({ pointer: `/addresses/${index}/country`, code: UsersFieldErrors.bad_country });
  });
  return faults;
}
