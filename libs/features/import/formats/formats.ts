import { auth0 } from './auth0.rule';
import { betterAuth } from './better-auth.rule';
import { django } from './django.rule';
import { firebase } from './firebase.rule';
import type { ImportFormat } from './import-format';
import { keycloak } from './keycloak.rule';
import { supabase } from './supabase.rule';
import { userkeep } from './userkeep.rule';

/** To add a format, create a file that exports it and add it to this list. */
const FORMATS: readonly ImportFormat[] = [userkeep, auth0, betterAuth, django, firebase, keycloak, supabase];

export const FORMAT_NAMES = FORMATS.map(({ name }) => name);

export function formatNamed(name: string): ImportFormat {
  const format = FORMATS.find((candidate) => candidate.name === name);
  if (!format) throw new Error(`There is no import format named ${name}.`);
  return format;
}
