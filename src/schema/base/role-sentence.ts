// The description of a field with a right of its own ends with that right, in one form.

import SchemaBuilder, { BasePlugin, type PothosOutputFieldConfig, type SchemaTypes } from '@pothos/core';

declare global {
  export namespace PothosSchemaTypes {
    export interface Plugins<Types extends SchemaTypes> {
      roleSentence: RoleSentencePlugin<Types>;
    }
  }
}

interface Rights {
  readonly public?: boolean;
  readonly session?: boolean;
  readonly user?: boolean;
  readonly role?: string;
  readonly site?: string;
  readonly shared?: boolean;
}

class RoleSentencePlugin<Types extends SchemaTypes> extends BasePlugin<Types> {
  override onOutputFieldConfig(field: PothosOutputFieldConfig<Types>): PothosOutputFieldConfig<Types> {
    const { authScopes } = field.pothosOptions as { readonly authScopes?: Rights };
    // A plugin may leave it out. Where there has to be one, the right is none.
    if (!authScopes || !field.description) return field;
    return { ...field, description: `${field.description} ${sentenceOf(authScopes)}` };
  }
}

function sentenceOf({ role, site, shared, user, session }: Rights): string {
  // An editor may do what a viewer may, and an administrator everything.
  if (site !== undefined) return `Requires the ${site} role on the site${shared ? ', or its share link' : ''}.`;
  if (role !== undefined) return `Requires the ${role} role.`;
  if (user) return 'Requires an account.';
  return session ? 'Requires a session.' : 'Public.';
}

SchemaBuilder.registerPlugin('roleSentence', RoleSentencePlugin);
