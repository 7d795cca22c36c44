// The executor of planned operations. The rest of the server imports from here only.

export { KnownDocuments, type KnownOperation } from './known-documents.ts';
export { OperationPlan } from './operation-plan.ts';
export { type BoundPlan, bindPlan, runPlan } from './run-plan.ts';
