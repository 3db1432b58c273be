export { __Name__Module } from './__name__.module';
export { __Name__EntryAdded, __Name__EntryRemoved } from './__name__.events';
