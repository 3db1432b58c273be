import { isUtf8 } from 'node:buffer';
import { guardJson, RefusedJson } from '@platform/http/body/json-guard.rule';
import { ReportProblems } from './report.errors';

export type Json = Readonly<Record<string, unknown>>;

/** Far above the number of keys in 1 MiB of events of a provider. */
const MAX_KEYS = 50_000;

/** Numbers can be imprecise, because some providers send IDs that are larger than JavaScript can represent. */
export function parseJsonReport(body: Buffer): unknown {
  if (!isUtf8(body)) throw ReportProblems.report_malformed();
  const text = body.toString('utf8');
  try {
    guardJson(text, MAX_KEYS);
    return JSON.parse(text) as unknown;
  } catch (error) {
    if (error instanceof RefusedJson || error instanceof SyntaxError)
      throw ReportProblems.report_malformed({ cause: error });
    throw error;
  }
}

export function objectOf(value: unknown): Json {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw ReportProblems.report_malformed();
  return value as Json;
}

export function listOf(value: unknown): readonly unknown[] {
  if (!Array.isArray(value)) throw ReportProblems.report_malformed();
  return value;
}

export function textOf(value: unknown): string {
  if (typeof value !== 'string' || value === '') throw ReportProblems.report_malformed();
  return value;
}

export function optionalTextOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
