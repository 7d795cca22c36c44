// POST /payments/webhook: what the payment provider tells by itself. Its signature is the only proof that is asked for.

import { UnsignedWebhook } from '../../redis/payment/payment.ts';
import type { Stores } from '../../redis/stores.ts';
import type { Route } from '../http/http-server.ts';
import { readBody } from '../http/read-body.ts';
import { sendJson } from '../http/send-json.ts';
import { serverLimits } from '../limits.ts';

export function paymentRoutes({ paymentWebhooks }: Pick<Stores, 'paymentWebhooks'>): Route[] {
  return [
    {
      path: '/payments/webhook',
      methods: ['POST'],
      async handle({ request, response }) {
        const body = await readBody(request);
        if (body === null)
          return sendJson(response, 413, { error: `At most ${serverLimits.bodyBytes} bytes are taken.` });
        try {
          await paymentWebhooks.receive({ headers: request.headers, body });
          sendJson(response, 200, { received: true });
        } catch (error) {
          if (!(error instanceof UnsignedWebhook)) throw error;
          sendJson(response, 400, { error: error.message });
        }
      },
    },
  ];
}
