import { buildSchema, isObjectType, isInputObjectType, isEnumType, isInterfaceType } from 'graphql';
import { readFileSync } from 'node:fs';
const s = buildSchema(readFileSync('schema.graphql','utf8'));
const rows=[];
const see=(where,d)=>{ const t=(d??'').trim(); const w=t.split(/\s+/).length; const main=t.replace(/ (Public\.|Requires (a session|an account|the \w+ role)\.)$/,''); const mw=main.split(/\s+/).length;
 const dot=/[.!?)`]$/.test(t)&&/[.]$/.test(t);
 if(!dot||(mw<4||(/^(Query|Mutation|Subscription)[.]/.test(where)&&mw<6))) rows.push([where,mw,t]); };
for(const t of Object.values(s.getTypeMap())){ if(t.name.startsWith('__'))continue; see(t.name,t.description);
 if(isObjectType(t)||isInterfaceType(t)) for(const f of Object.values(t.getFields())){ see(t.name+'.'+f.name,f.description); for(const a of f.args) see(`${t.name}.${f.name}(${a.name})`,a.description);}
 if(isInputObjectType(t)) for(const f of Object.values(t.getFields())) see(t.name+'.'+f.name,f.description);
 if(isEnumType(t)) for(const v of t.getValues()) see(t.name+'.'+v.name,v.description);}
for(const r of rows) console.log(r.join(' | '));
