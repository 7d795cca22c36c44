// The API keys of the caller.

import { apiKeyLimits } from '../../redis/account/api-key-record.ts';
import { viewerApiKey, viewerApiKeys } from '../../resolvers/account/api-key.ts';
import { ApiKey } from '../account/api-key.ts';
import { builder } from '../base/builder.ts';
import { Viewer } from './viewer.ts';

builder.objectFields(Viewer, (t) => ({
  apiKey: t.field({
    type: ApiKey,
    nullable: true,
    isolated: true,
    description: 'The API key of the request. Null if it came with none.',
    resolve: (_viewer, _args, context) => viewerApiKey(context),
  }),
  apiKeys: t.field({
    type: [ApiKey],
    isolated: true,
    complexity: { multiplier: apiKeyLimits.perAccount },
    description: 'The API keys of the account, the newest first. Those that have run out stay until another is made.',
    resolve: (_viewer, _args, context) => viewerApiKeys(context),
  }),
}));
