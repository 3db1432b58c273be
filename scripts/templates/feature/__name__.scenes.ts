import type { Meaning } from '../valid-request';
import type { Wire } from '../wire';
import type { Person, Scene } from '../world';

const PDF = Buffer.from('%PDF-1.7\n%%EOF\n');

/** An existing entry of the caller, for the operations on one entry. */
export function __camel__Scenes(wire: Wire): Scene {
  return async (operationId, caller) => {
    switch (operationId) {
      case 'get__Name__Entry':
      case 'update__Name__Entry':
      case 'delete__Name__Entry':
        return onEntry(wire, caller);
      case 'set__Name__Attachment':
        return { ...(await onEntry(wire, caller)), raw: PDF };
      case 'download__Name__Attachment':
        return onEntryWithAttachment(wire, caller);
      default:
        return undefined;
    }
  };
}

async function onEntry(wire: Wire, { token }: Pick<Person, 'token'>): Promise<Meaning> {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const body = JSON.stringify({ title: 'A test' });
  const created = await wire.send({ method: 'POST', path: '/v1/me/__name__', headers, body });
  return { path: { id: created.body.id as string } };
}

async function onEntryWithAttachment(wire: Wire, caller: Pick<Person, 'token'>): Promise<Meaning> {
  const meaning = await onEntry(wire, caller);
  const headers = { authorization: `Bearer ${caller.token}`, 'content-type': 'application/pdf' };
  const path = `/v1/me/__name__/${meaning.path?.id}/attachment`;
  await wire.send({ method: 'PUT', path, headers, body: PDF });
  return meaning;
}
