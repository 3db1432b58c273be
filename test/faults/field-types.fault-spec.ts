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

describe('Every field, given what it is not', () => {
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

  /** A valid request of somebody who may make it. */
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

  it('has a valid request of every operation to begin with', async () => {
    for (const operation of operations) {
      const { parts, token } = await validRequest(operation);
      const { status } = await wire.send(assembled(operation, parts, token));
      expect({ id: operation.id, status }).toEqual({ id: operation.id, status: operation.success });
    }
  });

  it('answers 400 or 422 to what the document refuses, and never 5xx', async () => {
    const chance = new Chance('field types');
    const step = isFullRun ? 1 : 4;
    const someOf = (cases: readonly FieldCase[]) => {
      const first = chance.below(step);
      return cases.filter(({ isEssential }, at) => isEssential || at % step === first);
    };
    const faults: string[] = [];
    for (const operation of operations) faults.push(...(await faultsOf(someOf(await casesOf(operation)))));
    const asked = rounds;
    const control = await missedDoctorings();
    report({
      fault: 'every field and parameter of every operation given wrong types, wrong media types and broken JSON',
      rounds: asked,
      losses: faults.length,
      control: `${control.fields} fields doctored in the document: ${control.fields - control.missed.length} found`,
    });
    expect(faults).toEqual([]);
    expect(asked).toBeGreaterThan(1000);
    expect(control.missed).toEqual([]);
    expect(control.fields).toBeGreaterThan(50);
  });

  /** The control: were a field of another type than the document says, the same valid request would show it. */
  async function missedDoctorings(): Promise<{ fields: number; missed: string[] }> {
    const missed: string[] = [];
    let fields = 0;
    for (const operation of operations.filter(({ bodySchema }) => bodySchema)) {
      for (const pointer of fieldsOf(operation.bodySchema ?? {})) {
        const { parts, token } = await validRequest(operation);
        const given = pointer.reduce<any>((inner, name) => inner?.[name], parts.body);
        if (given === undefined) continue;
        fields++;
        const doctored = { ...operation, bodySchema: withAnotherType(operation.bodySchema, pointer, given) };
        const unchanged = bodyCases(doctored, parts, token).filter(({ name }) => name.endsWith('as it was'));
        if ((await faultsOf(unchanged)).length === 0) missed.push(`${operation.id} /${pointer.join('/')}`);
      }
    }
    return { fields, missed };
  }

  it('finds out that fields are no longer checked', async () => {
    const pipe = jest.spyOn(ShapePipe.prototype, 'transform').mockImplementation((value) => value);
    try {
      const unchecked = operations.filter(({ id }) =>
        ['signInWithPassword', 'recordActivity', 'searchAuditLog'].includes(id),
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
