// What people are asked to show that they are no programs.

import { captchaPurposes, type CaptchaPurpose as Purpose, type ShownCaptcha } from '../../redis/account/captcha.ts';
import * as resolve from '../../resolvers/session/captcha.ts';
import { builder } from '../base/builder.ts';
import { UserError } from '../base/payload.ts';

const purposes: Readonly<Record<Purpose, string>> = {
  SIGN_UP: 'Signing up, by `accountCreate`. The action of the widget is `sign_up`.',
  LOG_IN: 'Logging in with a password, by `sessionLogIn`. The action of the widget is `log_in`.',
  MAIL: 'Asking for a mail, by `passwordResetRequest` or `sessionLogInMailRequest`. The action of the widget is `mail`.',
};

const CaptchaPurpose = builder.enumType('CaptchaPurpose', {
  description: 'What a captcha can be asked for.',
  values: Object.fromEntries(captchaPurposes.map((purpose) => [purpose, { description: purposes[purpose] }])) as Record<
    Purpose,
    { description: string }
  >,
});

const Captcha = builder.objectRef<ShownCaptcha>('Captcha').implement({
  description:
    'The captcha that a front end shows. Its answer goes into the header `x-captcha-response` of the request, or into `captchaResponse` of the connection parameters of a WebSocket.',
  fields: (t) => ({
    provider: t.exposeString('provider', {
      description:
        'Whose widget it is: `hcaptcha`, `turnstile`, `recaptcha-v2`, `recaptcha-v3`, or a name that the operator’s program gives.',
    }),
    siteKey: t.exposeString('siteKey', { description: 'The site key to open the widget with.' }),
    purposes: t.field({
      type: [CaptchaPurpose],
      description: 'What it is asked for.',
      resolve: (captcha) => [...captcha.purposes],
    }),
    logInFailures: t.exposeInt('logInFailures', {
      description: 'After how many failed tries a log-in asks for it. 0 means that every log-in does.',
    }),
  }),
});

builder.queryField('captcha', (t) =>
  t.field({
    type: Captcha,
    nullable: true,
    description: 'Returns the captcha that a front end shows. Null if nobody is asked for one.',
    authScopes: { public: true },
    resolve: (_root, _args, context) => resolve.shownCaptcha(context),
  }),
);

builder.objectField(UserError, 'captcha', (t) =>
  t.field({
    type: Captcha,
    nullable: true,
    description: 'The captcha to show, for CAPTCHA_REQUIRED. Null otherwise.',
    resolve: (problem, _args, context) => (problem.code === 'CAPTCHA_REQUIRED' ? resolve.shownCaptcha(context) : null),
  }),
);
