// The whole schema: each subject registers its types by being imported here.

import './base/scalars.ts';
import './base/payload.ts';
import './base/connection.ts';
import './base/money.ts';
import './base/node.ts';
import './session/session.ts';
import './account/account.ts';
import './account/second-factor.ts';
import './session/viewer.ts';
import './account/api-key.ts';
import './session/api-key.ts';
import './account/administration.ts';
import './account/audit.ts';
import './account/profile.ts';
import './account/mailed-proof.ts';
import './account/unsent-mail.ts';
import './session/mutation.ts';
import './session/person.ts';
import './session/by-mail.ts';
import './session/captcha.ts';
import './session/provider.ts';
import './session/second-factor.ts';
import './session/impersonation.ts';
import './catalogue/product.ts';
import './catalogue/list.ts';
import './catalogue/mutation.ts';
import './catalogue/search-words.ts';
import './catalogue/export.ts';
import './inventory.ts';
import './cart.ts';
import './pricing/rule.ts';
import './pricing/mutation.ts';
import './order/order.ts';
import './order/fulfilment.ts';
import './order/return.ts';
import './order/link.ts';
import './order/export.ts';
import './checkout.ts';
import './recommendation.ts';
import './metric/metric.ts';
import './metric/series.ts';
import './metric/export.ts';
import './metric/goal.ts';
import './metric/site.ts';
import './metric/site-role.ts';
import './metric/site-share.ts';
import './metric/visitor.ts';
import './metric/visitor-data.ts';
import './metric/event.ts';
import './job/queue.ts';
import './job/schedule.ts';
import './job/removal.ts';
import './job/quarantine.ts';
import './rate-limit.ts';
import './experiment/experiment.ts';
import './experiment/mutation.ts';
import './experiment/plan.ts';
import './experiment/report.ts';
import './flag.ts';
import './job/job.ts';
import './job/search.ts';
import './job/lease.ts';
import './cache.ts';
import './message/message.ts';
import './message/topic.ts';
import './service.ts';
import './webhook.ts';
import { GraphQLDeferDirective, GraphQLStreamDirective } from '@graphql-tools/utils';
import { specifiedDirectives } from 'graphql';
import { builder } from './base/builder.ts';
import { SemanticNonNull } from './base/isolation.ts';

export const schemaDirectives = [
  ...specifiedDirectives,
  SemanticNonNull,
  GraphQLDeferDirective,
  GraphQLStreamDirective,
];

export const schema = builder.toSchema({ directives: schemaDirectives });
