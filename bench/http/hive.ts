// Hive Gateway in front of another server, which is its use: it validates what comes and passes it on. It has no sessions or limits.

import { createServer, type RequestListener } from 'node:http';
import { serverUrl } from '../../src/server/http/http-server.ts';
import { importPeer } from '../peer.ts';
import { serve } from '../server-process.ts';
import { peerSchema } from './shop.ts';

interface Hive {
  createGatewayRuntime(options: object): RequestListener & { [Symbol.asyncDispose](): Promise<void> };
}

await serve(async ({ behind }) => {
  const { createGatewayRuntime } = await importPeer<Hive>('@graphql-hive/gateway-runtime');
  const gateway = createGatewayRuntime({
    proxy: { endpoint: behind },
    schema: peerSchema,
    logging: false,
    graphiql: false,
    landingPage: false,
  });
  const server = createServer(gateway);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `${serverUrl(server)}/graphql`,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await gateway[Symbol.asyncDispose]();
    },
  };
});
