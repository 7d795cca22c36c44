// Writes the package's entry `mortar/graphql` from schema.graphql: what clients of the API are set up with. The entry imports
// nothing, so that it can be bundled into a page.

import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildSchema, introspectionFromSchema, isAbstractType, isScalarType, isSpecifiedScalarType } from 'graphql';
import { connectionsOf, entitiesOf, mergedOf, valuesOf } from './shapes.mjs';

const own = dirname(fileURLToPath(import.meta.url));

/** Writes the entry into a folder, which may exist. */
export function writeClientSets(schemaFile, folder) {
  const typeDefs = readFileSync(schemaFile, 'utf8');
  const schema = buildSchema(typeDefs);
  const introspection = introspectionFromSchema(schema, { specifiedByUrl: true });
  const code = [
    `export const typeDefs = ${JSON.stringify(typeDefs)};`,
    `export const introspection = ${JSON.stringify(introspection)};`,
    `export const scalars = ${JSON.stringify(scalarsOf(schema))};`,
    `export const codegen = ${JSON.stringify(codegenOf(schema))};`,
    `export const possibleTypes = ${JSON.stringify(possibleTypesOf(schema))};`,
    'const ownId = ({ id }) => id ?? null;',
    'const none = () => null;',
    `export const keys = ${keysOf(schema)};`,
    `export const typePolicies = ${JSON.stringify(typePoliciesOf(schema))};`,
    `export const connectionPolicies = (relayStylePagination) => (${connectionPoliciesOf(schema)});`,
  ];
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'index.js'), `${code.join('\n')}\n`);
  copyFileSync(join(own, 'index.d.ts'), join(folder, 'index.d.ts'));
  writeFileSync(join(folder, 'introspection.json'), `${JSON.stringify(introspection)}\n`);
}

/** The type in TypeScript of each scalar, as it is in JSON. */
function scalarsOf(schema) {
  const scalars = JSON.parse(readFileSync(join(own, 'scalars.json'), 'utf8'));
  for (const type of Object.values(schema.getTypeMap()))
    if (isScalarType(type) && !isSpecifiedScalarType(type) && !(type.name in scalars))
      throw new Error(`scripts/client-sets/scalars.json lacks ${type.name}`);
  return scalars;
}

/** What the dashboard is generated with, too, but for the form of its documents. */
function codegenOf(schema) {
  return {
    preset: 'client',
    presetConfig: { fragmentMasking: false },
    config: {
      documentMode: 'string',
      useTypeImports: true,
      strictScalars: true,
      nullability: { errorHandlingClient: true },
      scalars: scalarsOf(schema),
    },
  };
}

function possibleTypesOf(schema) {
  const abstract = Object.values(schema.getTypeMap()).filter(isAbstractType);
  return byName(abstract, (type) => schema.getPossibleTypes(type).map(({ name }) => name));
}

function keysOf(schema) {
  const keys = { ...byName(entitiesOf(schema), () => 'ownId'), ...byName(valuesOf(schema), () => 'none') };
  return objectLiteral(Object.entries(keys));
}

function typePoliciesOf(schema) {
  return byName(mergedOf(schema), () => ({ merge: true }));
}

function connectionPoliciesOf(schema) {
  const merged = typePoliciesOf(schema);
  const types = Object.entries(connectionsOf(schema)).map(([type, fields]) => {
    const joined = Object.entries(fields).map(([field, keyArgs]) => [
      field,
      `relayStylePagination(${keyArgs.length > 0 && JSON.stringify(keyArgs)})`,
    ]);
    return [type, objectLiteral([...Object.entries(merged[type] ?? {}), ['fields', objectLiteral(joined)]])];
  });
  return objectLiteral(types);
}

function objectLiteral(entries) {
  return `{ ${entries.map(([name, code]) => `${name}: ${code}`).join(', ')} }`;
}

function byName(types, read) {
  return Object.fromEntries(types.map((type) => [type.name, read(type)]));
}
