export { __Name__Module } from './__name__.module';
export { __Name__EntryChanged, __Name__EntryCreated, __Name__EntryDeleted } from './__name__.events';
