import { ShapePipe } from '@platform/http/fields/shape.pipe';
import { OpenApiConformance } from '@test/support/openapi-conformance';
import { bodyCases, fieldsOf, mediaTypeCases, parameterCases, type FieldCase } from './support/field-cases';
import { Chance } from '@test/support/chance';
import { isFullRun, report } from './support/fault-run';
import { committedDocument, operationsOf, type DescribedOperation } from './support/operations';
import { assembled, validParts } from './support/valid-request';
import type { Wire } from './support/wire';
import { startWalked, type WalkedProduct } from './support/walked-product';
import type { World } from './support/world';

const AT_ONCE = 4;

describe('Every field, sent with wrong values', () => {
  let walked: WalkedProduct;
  let wire: Wire;
  let world: World;
  let operations: DescribedOperation[];
  let conformance: OpenApiConformance;
  let rounds = 0;

  beforeAll(async () => {
    walked = await startWalked(AT_ONCE);
    ({ wire, world } = walked);
    const document = committedDocument();
    operations = operationsOf(document);
    conformance = new OpenApiConformance(document);
  });
  afterAll(async () => {
    await walked?.stop();
  });

  /** A valid request of a caller with permission. */
  async function validRequest(operation: DescribedOperation) {
    const caller = await world.callerOf(operation.id, await world.permissions());
    const token = operation.audience.kind === 'everyone' ? undefined : caller.token;
    return { parts: validParts(operation, await world.meaningOf(operation.id, caller)), token };
  }

  async function faultOf({ name, request, wanted }: FieldCase): Promise<string | undefined> {
    const { status, headers, body } = await wire.send(request);
    rounds++;
    const mediaType = headers['content-type'] as string | undefined;
    if (status >= 500) return `${name} was answered ${status}.`;
    if (wanted && !wanted.includes(status)) return `${name} was answered ${status} instead of ${wanted.join(' or ')}.`;
    const { method, path } = request;
    return conformance.faultOf({ method, path, status, mediaType: mediaType ?? null, body });
  }

  async function faultsOf(cases: readonly FieldCase[]): Promise<string[]> {
    const faults: string[] = [];
    const queue = cases.values();
    const worker = async () => {
      for (const next of queue) {
        const fault = await faultOf(next);
        if (fault) faults.push(fault);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
    return faults;
  }

  async function casesOf(operation: DescribedOperation): Promise<FieldCase[]> {
    const { parts, token } = await validRequest(operation);
    return [bodyCases, mediaTypeCases, parameterCases].flatMap((make) => make(operation, parts, token));
  }

  it('first succeeds with a valid request of every operation', async () => {
    for (const operation of operations) {
      const { parts, token } = await validRequest(operation);
      const { status } = await wire.send(assembled(operation, parts, token));
      expect({ id: operation.id, status }).toEqual({ id: operation.id, status: operation.success });
    }
  });

  it('gets 400 or 422 for values that the document does not allow, and never 5xx', async () => {
    const chance = new Chance('field types');
    const step = isFullRun ? 1 : 4;
    const someOf = (cases: readonly FieldCase[]) => {
      const first = chance.below(step);
      return cases.filter(({ isEssential }, at) => isEssential || at % step === first);
    };
    const faults: string[] = [];
    for (const operation of operations) faults.push(...(await faultsOf(someOf(await casesOf(operation)))));
    const requests = rounds;
    const control = await missedFields();
    report({
      fault: 'every field and parameter of every operation sent with wrong types, wrong media types and broken JSON',
      rounds: requests,
      losses: faults.length,
      control: `${control.fields} fields with a wrong type in the document: ${control.fields - control.missed.length} found`,
    });
    expect(faults).toEqual([]);
    expect(requests).toBeGreaterThan(1000);
    expect(control.missed).toEqual([]);
    expect(control.fields).toBeGreaterThan(50);
  });

  /** The control: with another type in the document, the same valid request must be reported as a fault. */
  async function missedFields(): Promise<{ fields: number; missed: string[] }> {
    const missed: string[] = [];
    let fields = 0;
    for (const operation of operations.filter(({ bodySchema }) => bodySchema)) {
      for (const pointer of fieldsOf(operation.bodySchema ?? {})) {
        const { parts, token } = await validRequest(operation);
        const given = pointer.reduce<any>((inner, name) => inner?.[name], parts.body);
        if (given === undefined) continue;
        fields++;
        const altered = { ...operation, bodySchema: withAnotherType(operation.bodySchema, pointer, given) };
        const unchanged = bodyCases(altered, parts, token).filter(({ name }) => name.endsWith('unchanged'));
        if ((await faultsOf(unchanged)).length === 0) missed.push(`${operation.id} /${pointer.join('/')}`);
      }
    }
    return { fields, missed };
  }

  it('detects that fields are no longer validated', async () => {
    const pipe = jest.spyOn(ShapePipe.prototype, 'transform').mockImplementation((value) => value);
    try {
      const unchecked = operations.filter(({ id }) =>
        ['signInWithPassword', 'recordActivity', 'listAuditEntries'].includes(id),
      );
      for (const operation of unchecked) {
        const faults = await faultsOf(await casesOf(operation));
        expect(faults.some((fault) => /instead of 400 or 422|was answered 500/.test(fault))).toBe(true);
      }
    } finally {
      pipe.mockRestore();
    }
  });
});

function withAnotherType(schema: any, [name, ...rest]: readonly (string | number)[], given: unknown): any {
  if (name === undefined) return { type: typeof given === 'boolean' ? 'integer' : 'boolean' };
  if (typeof name === 'number') return { ...schema, items: withAnotherType(schema.items, rest, given) };
  return {
    ...schema,
    properties: { ...schema.properties, [name]: withAnotherType(schema.properties[name], rest, given) },
  };
}
