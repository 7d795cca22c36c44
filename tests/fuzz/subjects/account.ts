// Accounts and sessions.

import { createHash } from 'node:crypto';
import type { PendingLogIn } from '../../../src/redis/account/factor.ts';
import type { Account } from '../../../src/redis/account/record.ts';
import { AppSessions } from '../../../src/redis/session/app-session.ts';
import { SoftPasskey } from '../../support/soft-passkey.ts';
import { codeOf } from '../../support/totp.ts';
import { fixed } from '../hostile.ts';
import type { FuzzSubject } from '../subject.ts';
import {
  act,
  client,
  created,
  email,
  invited,
  mailed,
  newSender,
  password,
  sessionId,
  userId,
  withApp,
  withPasskey,
} from './account-world.ts';
import { apiKeyMethods } from './api-key.ts';
import { appSessionMethods } from './app-session.ts';

export const accountSubject: FuzzSubject = {
  name: 'account',
  beside: /:audit|attempts.*audit/,
  rooms: ['account', 'session'],
  objects: ({ redis, stores }) => ({
    accounts: stores.accounts,
    captcha: stores.captcha,
    standing: stores.accounts.standing,
    sessions: stores.sessions,
    mailedProofs: stores.mailedProofs,
    notices: stores.notices,
    secondFactors: stores.secondFactors,
    factorSetUp: stores.factorSetUp,
    accountDirectory: stores.accountDirectory,
    audit: stores.audit,
    signUps: stores.signUps,
    verifiedSignUps: stores.verifiedSignUps,
    accountRecovery: stores.accountRecovery,
    profiles: stores.profiles,
    apiKeys: stores.apiKeys,
    erasures: stores.erasures,
    accountExports: stores.accountExports,
    providerLinks: stores.providerLinks,
    providerLogIns: stores.providerLogIns,
    appSessions: new AppSessions(redis, 'fuzz'),
  }),
  methods: {
    'accounts.create': {
      good: (world) => [{ email: email(world), password, displayName: 'A Name', roles: fixed(['CUSTOMER']) }],
    },
    'captcha.checkFor': { good: () => [fixed('MAIL'), 'an answer', '203.0.113.7'] },
    'accounts.find': userId,
    'accounts.findByEmail': { good: (world) => [email(world)] },
    'accounts.logIn': {
      good: async (world) => [
        (await created(world)).account.email,
        password,
        { ...client, ipAddress: `10.0.${world.next() % 250}.1` },
      ],
      mayChange: /attempts/,
    },
    'accounts.confirmPassword': {
      good: async (world) => {
        const { account, session } = await created(world);
        return [account.id, session.id, password, 'password'];
      },
      mayChange: /attempts/,
    },
    'accounts.changePassword': {
      good: async (world) => {
        const { account, session } = await created(world);
        return [account.id, session.id, password, 'another long password'];
      },
      mayChange: /attempts/,
    },
    'accounts.setRoles': { good: async (world) => [(await created(world)).account.id, fixed(['CUSTOMER', 'MANAGER'])] },
    'accounts.setDisabled': { good: async (world) => [(await created(world)).account.id, true] },
    'sessions.start': {
      good: async (world) => [
        {
          ...{ userId: (await created(world)).account.id, transport: fixed('BEARER'), client, deviceName: 'Phone' },
          method: fixed('PASSWORD'),
        },
      ],
    },
    'sessions.start#guest': { good: () => [{ userId: null, transport: fixed('COOKIE'), client, deviceName: 'Phone' }] },
    'sessions.validate': { good: async (world) => [(await created(world)).token, client] },
    'sessions.resume': {
      good: async (world) => [fixed((await created(world)).session), client],
    },
    'sessions.isLive': sessionId,
    'sessions.rotate': { good: async (world) => [fixed((await created(world)).session), client, true] },
    'sessions.end': { good: async (world) => [(await created(world)).session.id, fixed('LOGGED_OUT')] },
    'sessions.supersede': sessionId,
    'sessions.endOthers': { good: async (world) => [(await created(world)).session.id, fixed('REVOKED')] },
    'sessions.endAll': { good: async (world) => [(await created(world)).account.id, fixed('REVOKED')] },
    'sessions.list': userId,
    'sessions.find': sessionId,
    'sessions.look': sessionId,
    'sessions.logIns': userId,
    'sessions.countLive': { good: () => [] },
    'erasures.erase': userId,
    'erasures.resume': { good: () => [] },
    'accountExports.page': {
      good: async (world) => {
        const { id } = (await created(world)).account;
        return [{ userId: id, owner: `user:${id}`, visitors: ['visitor'] }, null];
      },
      mayChange: /attempts/,
    },
    'notices.forgetFormerEmail': userId,
    'profiles.edit': {
      good: async (world) => [
        (await created(world)).account.id,
        { displayName: 'Another Name', locale: 'de-CH', timeZone: 'Europe/Berlin', attributes: { size: 'M' } },
      ],
      done: async (_world, _args, answer) =>
        (answer as Account).displayName === 'Another Name' ? null : 'the name is not changed',
    },
    'profiles.edit#name': {
      good: async (world) => {
        const [{ account }, other] = [await created(world), await created(world)];
        const logInName = `name-${world.next()}`;
        await world.stores.profiles.edit(other.account.id, { logInName });
        // Another account has it, so that the claim is given up.
        await world.stores.profiles.edit(account.id, { logInName }).catch(() => {});
        return [account.id, { logInName: `name-${world.next()}` }];
      },
    },
    'profiles.consents': userId,
    'profiles.giveConsent': { good: async (world) => [(await created(world)).account.id, 'terms', '2030-01'] },
    'profiles.withdrawConsent': {
      good: async (world) => {
        const { id } = (await created(world)).account;
        await world.stores.profiles.giveConsent(id, 'terms', '2030-01');
        return [id, 'terms'];
      },
    },
    'accounts.remember': { good: async (world) => [(await created(world)).account.id, client] },
    'accounts.newHash': { good: async (world) => [(await created(world)).account.id, 'another long password', 'turn'] },
    'mailedProofs.request': {
      good: async (world) => [fixed('PASSWORD_RESET'), (await created(world)).account.email, newSender(world)],
      mayChange: /attempts/,
    },
    'mailedProofs.issue': {
      good: async (world) => [(await mailed(world, 'LOG_IN')).mail],
      done: async (_world, _args, answer) => (answer ? null : 'nothing was mailed'),
    },
    'mailedProofs.resetPassword': {
      good: async (world) => [
        { token: (await mailed(world, 'PASSWORD_RESET')).token },
        'another long password',
        newSender(world),
      ],
    },
    'mailedProofs.resetPassword#code': {
      good: async (world) => [
        { code: (await mailed(world, 'PASSWORD_RESET')).code },
        'another long password',
        newSender(world),
      ],
      mayChange: /attempts|:proof:/,
    },
    'mailedProofs.verifyEmail': {
      good: async (world) => {
        const { token, account } = await mailed(world, 'EMAIL_VERIFICATION');
        return [{ token }, account.id];
      },
      done: async (_world, _args, answer) => ((answer as Account).emailVerifiedAt ? null : 'the address is not proven'),
    },
    'mailedProofs.logIn': {
      good: async (world) => [{ token: (await mailed(world, 'LOG_IN')).token }, newSender(world)],
    },
    'mailedProofs.logIn#code': {
      good: async (world) => [{ code: (await mailed(world, 'LOG_IN')).code }, newSender(world)],
      mayChange: /attempts|:proof:/,
    },
    'accounts.deviceOf': { good: async (world) => [(await created(world)).account.id, client] },
    'secondFactors.state': userId,
    'secondFactors.begin': { good: async (world) => [(await withApp(world)).userId, null] },
    'secondFactors.complete': {
      good: async (world) => {
        const { userId: id, recoveryCodes } = await withApp(world);
        const pending = (await world.stores.secondFactors.begin(id, null)) as PendingLogIn;
        return [pending.token, { recoveryCode: recoveryCodes[0] }, newSender(world)];
      },
      mayChange: /attempts|:pending/,
    },
    'secondFactors.confirm': {
      good: async (world) => {
        const { userId: id, recoveryCodes } = await withApp(world);
        return [id, `u${id}.aaaaaaaaaaaa`, { recoveryCode: recoveryCodes[0] }];
      },
      mayChange: /attempts/,
    },
    'secondFactors.trust': { good: async (world) => [(await withApp(world)).userId, null] },
    'secondFactors.distrust': userId,
    'factorSetUp.beginTotp': { good: async (world) => [(await created(world, true)).account.id] },
    'factorSetUp.confirmTotp': {
      good: async (world) => {
        const { id } = (await created(world, true)).account;
        const { secret } = await world.stores.factorSetUp.beginTotp(id);
        return [id, codeOf(secret)];
      },
    },
    'factorSetUp.removeTotp': { good: async (world) => [(await withApp(world)).userId] },
    'factorSetUp.replaceRecoveryCodes': { good: async (world) => [(await withApp(world)).userId] },
    'factorSetUp.beginPasskey': { good: async (world) => [(await created(world, true)).account.id] },
    'factorSetUp.addPasskey': {
      good: async (world) => {
        const { id } = (await created(world, true)).account;
        const options = await world.stores.factorSetUp.beginPasskey(id);
        return [id, 'Phone', fixed(new SoftPasskey().create(options))];
      },
    },
    'factorSetUp.renamePasskey': {
      good: async (world) => {
        const { userId: id, passkey } = await withPasskey(world);
        return [id, passkey.id, 'Key ring'];
      },
    },
    'factorSetUp.removePasskey': {
      good: async (world) => {
        const { userId: id, passkey } = await withPasskey(world);
        return [id, passkey.id];
      },
    },
    'secondFactors.passkeyOptions': { good: () => [] },
    'secondFactors.logInByPasskey': {
      good: async (world) => {
        const { userId: id, passkey } = await withPasskey(world);
        return [fixed(passkey.get(await world.stores.secondFactors.passkeyOptions(), id)), newSender(world)];
      },
    },
    'mailedProofs.admit': { good: async (world) => [email(world), newSender(world)], mayChange: /attempts/ },
    'mailedProofs.ask': { good: (world) => [fixed('LOG_IN'), email(world), { hash: 'a hash' }] },
    'mailedProofs.requestChange': {
      good: async (world) => [fixed((await created(world)).account), email(world), newSender(world)],
      mayChange: /attempts/,
    },
    'mailedProofs.changeEmail': {
      good: async (world) => {
        const { account } = await created(world);
        const newEmail = email(world);
        const { challenge } = await world.stores.mailedProofs.requestChange(account, newEmail, newSender(world));
        const request = createHash('sha256').update(challenge).digest('base64url');
        const issued = await world.stores.mailedProofs.issue({ purpose: 'EMAIL_CHANGE', userId: account.id, request });
        return [{ token: issued?.token ?? '' }, account.id];
      },
      done: async (_world, _args, answer) =>
        (answer as Account).emailVerifiedAt ? null : 'the address is not changed',
    },
    'notices.formerEmail': userId,
    'standing.keep': { good: async (world) => [fixed((await created(world)).account)] },
    'standing.disable': { good: async (world) => [(await created(world)).account.id, true] },
    'standing.sessionChanges': { good: () => [] },
    'standing.eventsKey': userId,
    'standing.eventArgs': { good: async (world) => [fixed('account.created'), (await created(world)).account.id] },
    'signUps.requireOpen': { good: (world) => [email(world)] },
    'accounts.firstHash': {
      good: (world) => ['a long enough password', { email: email(world), displayName: 'A Name' }, 'turn'],
    },
    'accountRecovery.reset': { good: async (world) => [(await created(world)).account.id, 'another long password'] },
    'verifiedSignUps.create': {
      good: (world) => [{ email: email(world), password, displayName: 'A Name' }, newSender(world)],
      mayChange: /attempts/,
    },
    'notices.keyOf': userId,
    'notices.hurry': userId,
    'notices.relayAll': { good: () => [] },
    'mailedProofs.hand': {
      good: async (world) => [fixed('INVITATION'), fixed((await created(world)).account)],
    },
    'mailedProofs.acceptInvitation': {
      good: async (world) => [{ token: await invited(world) }, 'another long password', newSender(world)],
    },
    'audit.note': { good: async (world) => [await act(world)] },
    'audit.write': { good: async (world) => [await act(world)] },
    'audit.find': { good: () => ['1700000000000-000000.own.1'] },
    'audit.settle': { good: () => [] },
    'audit.trim': { good: () => [] },
    'audit.inScript': { good: async (world) => [await act(world)] },
    'audit.page': {
      good: async (world) => {
        const { account } = await created(world);
        const filter = {
          accountId: account.id,
          byId: account.id,
          kinds: ['log_in'],
          from: new Date(0),
          to: new Date(),
        };
        return [filter, { after: null, size: 10, backwards: false }];
      },
    },
    'accountDirectory.list': { good: () => [{ after: null, size: 10, backwards: false }] },
    'accountDirectory.count': { good: () => [] },
    'accountDirectory.search': { good: () => ['user', { after: null, size: 10, backwards: false }] },
    'accountDirectory.enter': { good: async (world) => [fixed((await created(world)).account)] },
    'accountDirectory.enterAdministrator': {
      good: async (world) => {
        const { accounts } = world.stores;
        return [(await accounts.create({ email: email(world), password, roles: ['ADMIN'] })).id];
      },
    },
    'accountDirectory.hasAdministrator': { good: () => [] },
    'accountDirectory.administrators': { good: () => [] },
    'signUps.create': {
      good: (world) => [{ email: email(world), password, displayName: 'A Name' }, newSender(world)],
    },
    'signUps.invite': {
      good: (world) => [{ email: email(world), displayName: 'A Name', roles: fixed(['CUSTOMER']) }],
    },
    'signUps.askForPassword': userId,
    'signUps.accept': {
      good: async (world) => [await invited(world), 'another long password', newSender(world)],
    },
    'signUps.createService': { good: () => [{ displayName: 'Billing', roles: fixed(['WORKER']) }] },
    ...apiKeyMethods,
    ...appSessionMethods,
    'accounts.close': { good: () => [] },
  },
  async broken({ redis }) {
    const { client: node, prefix } = redis;
    const nodes = 'nodes' in node ? node.nodes('master') : [node];
    const problems: string[] = [];
    for (const each of nodes) {
      const passes = await each.keys(`${prefix}:{session:*}:pass:*`);
      const pipeline = each.pipeline();
      for (const pass of passes) pipeline.get(pass).pttl(pass);
      const replies = ((await pipeline.exec()) ?? []).map(([, value]) => value);
      for (const index of passes.keys()) {
        const pass = replies[index * 2];
        if (pass !== null && !/^\d{52}[EDG]\d{12}[-DN][CBcbIJ][\w-]{43}[^|\n]*\|[^|\n]*\|[^|\n]*$/.test(pass as string))
          problems.push(`a pass is ${JSON.stringify(pass).slice(0, 200)}`);
        if (replies[index * 2 + 1] === -1) problems.push('a session is kept for ever');
      }
    }
    return problems;
  },
};
