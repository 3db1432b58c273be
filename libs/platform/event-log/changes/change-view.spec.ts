import { sightOf, type ChangeViewer } from './change-view';

describe('A field whose readers are limited', () => {
  it.each<[ChangeViewer['kind'], string]>([
    ['subject', 'absent'],
    ['key', 'absent'],
    ['staff', 'hidden'],
    ['app', 'hidden'],
  ])('has values for a viewer of the kind %s who may read it, and is %s otherwise', (kind, otherwise) => {
    const viewer = { kind, permissions: new Set<string>() };
    expect([sightOf(viewer, true), sightOf(viewer, false)]).toEqual(['values', otherwise]);
  });
});
