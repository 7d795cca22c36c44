// The route /graphql: the page of GraphiQL for a browser, the API for everybody else.

import type { GraphQLServer } from './graphql-server.ts';
import type { Route } from './http/http-server.ts';
import type { Origins } from './http/origins.ts';
import { createGraphiql, isGraphiqlRequest } from './pages/graphiql.ts';
import type { RequestContexts } from './session/request-contexts.ts';
import type { SingleConnections } from './single-connection/serve-single-connection.ts';

export interface GraphQLRouteSettings {
  readonly contexts: RequestContexts;
  readonly origins: Origins;
  readonly graphiql: boolean;
  readonly singleConnections: SingleConnections;
}

export function graphqlRoute(server: GraphQLServer, settings: GraphQLRouteSettings): Route {
  const { contexts, origins, singleConnections } = settings;
  const graphiql = settings.graphiql ? createGraphiql() : undefined;
  return {
    path: '/graphql',
    methods: ['GET', 'POST', 'PUT', 'DELETE'],
    origins,
    writesHead: true,
    handle: (exchange) => {
      const { request, response, head } = exchange;
      if (graphiql && isGraphiqlRequest(request)) {
        head.set();
        return graphiql(request, response);
      }
      // A response is for its caller only, so no cache may keep it.
      head.add('Cache-Control', 'no-store');
      if (singleConnections.serves(request)) {
        head.set();
        return singleConnections.serve(exchange);
      }
      return server.serve(request, response, { head, makeContext: () => contexts.ofRequest(exchange) });
    },
  };
}
