// All stores over one Redis, put together: what each stands on is made once. The resolvers, the worker and the commands
// share them.

import { Accounts } from './account/account.ts';
import { ApiKeys } from './account/api-key.ts';
import { AuditLog, type AuditSettings } from './account/audit.ts';
import { Captcha, type CaptchaSettings } from './account/captcha.ts';
import { AccountDirectory } from './account/directory.ts';
import { type ErasureStep, Erasures } from './account/erasure.ts';
import type { SecondFactorSettings } from './account/factor.ts';
import { FactorSetUp } from './account/factor-set-up.ts';
import { ProviderLinks } from './account/link.ts';
import { MailedProofs } from './account/mailed-proof.ts';
import { type MailedSettings, Notices } from './account/notice.ts';
import type { PasswordWorkSettings } from './account/password-work.ts';
import { AccountExports } from './account/personal-data.ts';
import { Profiles } from './account/profile.ts';
import type { ProviderSetUp } from './account/provider.ts';
import { ProviderLogIns } from './account/provider-log-in.ts';
import { AccountRecovery } from './account/recovery.ts';
import { SecondFactors } from './account/second-factor.ts';
import { type SignUpSettings, SignUps } from './account/sign-up.ts';
import { VerifiedSignUps } from './account/verified-sign-up.ts';
import { DurableHandle } from './base/durable.ts';
import type { RedisHandle } from './base/handle.ts';
import { shopOwner } from './base/owner.ts';
import { Cache, type CacheSettings } from './cache/cache.ts';
import { Carts } from './cart/cart.ts';
import { CartOutbox } from './cart/outbox.ts';
import type { LanguageCode } from './catalogue/language.ts';
import { type CatalogueStores, catalogueStores } from './catalogue-stores.ts';
import { Checkouts } from './checkout/checkout.ts';
import { OrderClaims } from './checkout/claim.ts';
import { ShopErasure } from './checkout/erasure.ts';
import { GuestHandover } from './checkout/handover.ts';
import { Reconciliation } from './checkout/reconciliation.ts';
import type { PaymentSettings } from './checkout/settle.ts';
import { PaymentWebhooks } from './checkout/webhook.ts';
import type { DurabilitySettings, DurableSubject } from './durability.ts';
import { type EventStores, eventStores, type WebhookSettings } from './event-stores.ts';
import { Experiments } from './experiment/experiment.ts';
import { Flags } from './flag/flag.ts';
import { Inventory, type InventorySettings } from './inventory/inventory.ts';
import { type StoresBesideJobs, storesBesideJobs } from './job/beside.ts';
import { Jobs } from './job/job.ts';
import { Messages } from './message/message.ts';
import { MessageReports } from './message/report.ts';
import type { MetricsSettings } from './metric/metric.ts';
import { type MetricStores, metricStores } from './metric-stores.ts';
import { OrderActions } from './order/action.ts';
import { type StoresBesideOrders, storesBesideOrders } from './order/beside.ts';
import { Orders } from './order/order.ts';
import { OrderOutbox } from './order/outbox.ts';
import { CheckoutRevisions } from './order/revision.ts';
import type { PaymentProvider } from './payment/payment.ts';
import { TestPaymentProvider } from './payment/test-provider.ts';
import { personalSections } from './personal-data.ts';
import type { Calculators } from './pricing/calculator.ts';
import { Pricing } from './pricing/pricing.ts';
import { PriceRules } from './pricing/rules.ts';
import { DiscountUses } from './pricing/uses.ts';
import { type RateLimitSettings, RateLimits } from './rate-limit/rate-limit.ts';
import { RecentViews } from './recommendation/recent-view.ts';
import { Recommendations } from './recommendation/recommendation.ts';
import { ServiceChanges } from './service/change.ts';
import { Services } from './service/service.ts';
import type { SecurityListener } from './session/event.ts';
import { Sessions } from './session/session.ts';
import type { SessionSettings } from './session/settings.ts';
import { visitorSections } from './visitor-sections.ts';

/** All stores on one connection. */
export interface Stores extends StoresBesideOrders, StoresBesideJobs, EventStores, CatalogueStores, MetricStores {
  readonly redis: RedisHandle;
  readonly jobs: Jobs;
  readonly messages: Messages;
  readonly messageReports: MessageReports;
  readonly carts: Carts;
  readonly cartOutbox: CartOutbox;
  readonly checkouts: Checkouts;
  readonly handover: GuestHandover;
  readonly orderClaims: OrderClaims;
  readonly paymentWebhooks: PaymentWebhooks;
  readonly priceRules: PriceRules;
  readonly discountUses: DiscountUses;
  readonly orders: Orders;
  readonly orderActions: OrderActions;
  readonly reconciliation: Reconciliation;
  readonly outbox: OrderOutbox;
  readonly recommendations: Recommendations;
  readonly recentViews: RecentViews;
  readonly experiments: Experiments;
  readonly flags: Flags;
  readonly accounts: Accounts;
  readonly captcha: Captcha;
  readonly mailedProofs: MailedProofs;
  readonly notices: Notices;
  readonly secondFactors: SecondFactors;
  readonly factorSetUp: FactorSetUp;
  readonly accountDirectory: AccountDirectory;
  readonly profiles: Profiles;
  readonly accountExports: AccountExports;
  readonly erasures: Erasures;
  readonly audit: AuditLog;
  readonly signUps: SignUps;
  readonly verifiedSignUps: VerifiedSignUps;
  readonly accountRecovery: AccountRecovery;
  readonly apiKeys: ApiKeys;
  readonly providerLinks: ProviderLinks;
  readonly providerLogIns: ProviderLogIns;
  readonly sessions: Sessions;
  readonly rateLimits: RateLimits;
  readonly cache: Cache;
  readonly services: Services;
  readonly serviceChanges: ServiceChanges;
}

/** `holdMs` is how long a checkout keeps its stock; `onAdjusted` is called with each change of the stock on hand. */
export interface ShopSettings extends InventorySettings {
  /** In which products are found; English where absent. */
  readonly language?: LanguageCode;
  /** Takes the money; the built-in test provider where absent. Null where nobody does: only what costs nothing can be bought. */
  readonly payments?: PaymentProvider | null;
  readonly paymentCalls?: PaymentSettings;
  /** Make parts of totals instead of the built-in ones. */
  readonly calculators?: Partial<Calculators>;
}

/** How the stores work. */
export interface StoreSettings {
  /** What of Redis must have a write, and of which subjects, before it counts as made; the master's memory where absent. */
  readonly durability?: DurabilitySettings;
  /** Whether replicas of a cluster or behind Sentinel answer for pages of products, which may then be a moment old. */
  readonly replicaReads?: boolean;
  readonly shop?: ShopSettings;
  readonly sessions?: Partial<SessionSettings>;
  readonly passwords?: PasswordWorkSettings;
  readonly rateLimits?: Partial<RateLimitSettings>;
  readonly cache?: Partial<CacheSettings>;
  readonly mail?: MailedSettings;
  readonly factors?: SecondFactorSettings;
  /** By whom people can log in; by nobody where absent. */
  readonly providers?: ProviderSetUp | undefined;
  /** Told what is wrong with a provider, or with what somebody brings from it. */
  readonly onProviderProblem?: (error: unknown, provider: string) => void;
  /** Who may become an account; everybody where absent. */
  readonly signUp?: SignUpSettings;
  /** What asks people to show that they are no programs; nobody is asked where absent. */
  readonly captcha?: CaptchaSettings | undefined;
  readonly audit?: AuditSettings;
  readonly webhooks?: WebhookSettings;
  readonly events?: Pick<MetricsSettings, 'siteBytesPerDay' | 'kept' | 'placeOf'>;
  /** Told of log-ins, failures, rotations, thefts and ends of sessions. */
  readonly onSecurityEvent?: SecurityListener;
  /** Told when acts could not be written into the audit log. */
  readonly onAuditProblem?: (error: unknown) => void;
}

/** Makes all stores on one connection. */
export function createStores(redis: RedisHandle, settings: StoreSettings = {}): Stores {
  const stores = createSubjects(redis, settings);
  const report = securityListener(stores.audit, settings);
  return { ...stores, accountExports: new AccountExports(redis, personalSections(stores), report) };
}

function createSubjects(redis: RedisHandle, settings: StoreSettings): Omit<Stores, 'accountExports'> {
  const of = handles(redis, settings.durability);
  const jobs = new Jobs(of('jobs'));
  const events = eventStores(redis, jobs, settings.webhooks);
  // What follows from an order must not be lost where the order is not.
  const orderJobs = of('orders') === of('jobs') ? jobs : new Jobs(of('orders'));
  const experiments = new Experiments(redis, events.domainEvents, settings.events?.placeOf);
  const services = new Services(redis);
  const recentViews = new RecentViews(redis, jobs);
  const flags = new Flags(redis, events.domainEvents);
  const ofMetrics = metricStores(redis, {
    sections: visitorSections(redis, { experiments, flags, recentViews }),
    ...{ goals: experiments, variants: experiments },
    beforeCounting: (events) => recentViews.note(events),
    ...settings.events,
  });
  const { replicaReads } = settings;
  const inventory = new Inventory(of('orders'), settings.shop, events.domainEvents);
  const ofProducts = catalogueStores(redis, inventory, { language: settings.shop?.language, replicaReads });
  const { catalogue, products } = ofProducts;
  const carts = new Carts(redis, catalogue, inventory);
  const payments =
    settings.shop?.payments === undefined ? new TestPaymentProvider(of('orders')) : settings.shop.payments;
  const outbox = new OrderOutbox(redis, orderJobs);
  const orders = new Orders(of('orders'), { onEvent: (shard) => outbox.relay(shard), ...events });
  const byOrders = storesBesideOrders(redis, of('orders'), { jobs, orders });
  const { priceRules, discountUses, ...prices } = pricesOf(redis, of('orders'), settings.shop);
  const buying = { carts, inventory, orders, payments, priceRules, discountUses, ...prices };
  const checkouts = new Checkouts(redis, buying, settings.shop?.paymentCalls);
  const orderActions = new OrderActions(orders, inventory, payments, discountUses);
  const erasureSteps = stepsOfErasure(of('orders'), { ...buying, ...byOrders, experiments, ...ofMetrics });
  return {
    redis,
    jobs,
    ...storesBesideJobs(redis, of('jobs'), events.domainEvents),
    ...events,
    messages: new Messages(redis),
    messageReports: new MessageReports(redis),
    ...ofMetrics,
    ...ofProducts,
    carts,
    cartOutbox: new CartOutbox(redis, jobs, ofMetrics.metrics),
    checkouts,
    priceRules,
    discountUses,
    handover: new GuestHandover(redis, buying),
    orderClaims: new OrderClaims(redis, { ...buying, ...byOrders }),
    paymentWebhooks: new PaymentWebhooks({ checkouts, orders, payments }),
    orders,
    orderActions,
    ...byOrders,
    reconciliation: new Reconciliation(redis, { orders, orderActions, checkouts, payments }),
    outbox,
    recommendations: new Recommendations(redis, catalogue, inventory, products),
    ...{ recentViews, experiments, flags },
    ...accountStores(redis, of('accounts'), { jobs, ...events }, settings, erasureSteps),
    rateLimits: new RateLimits(redis, settings.rateLimits),
    cache: new Cache(redis, settings.cache),
    services,
    serviceChanges: new ServiceChanges(redis, services),
  };
}

/** @param lasting the handle that orders are written with. */
function pricesOf(redis: RedisHandle, lasting: RedisHandle, shop: ShopSettings | undefined) {
  const discountUses = new DiscountUses(lasting);
  const priceRules = new PriceRules(redis, discountUses);
  const pricing = new Pricing(priceRules, discountUses, shop?.calculators);
  return { priceRules, discountUses, pricing, revisions: new CheckoutRevisions(lasting) };
}

type AccountStores = Pick<
  Stores,
  | 'accounts'
  | 'captcha'
  | 'mailedProofs'
  | 'notices'
  | 'secondFactors'
  | 'factorSetUp'
  | 'audit'
  | 'accountDirectory'
  | 'profiles'
  | 'erasures'
  | 'signUps'
  | 'verifiedSignUps'
  | 'accountRecovery'
  | 'apiKeys'
  | 'providerLinks'
  | 'providerLogIns'
  | 'sessions'
>;

/** @param lasting the handle that accounts are written with. */
function accountStores(
  redis: RedisHandle,
  lasting: RedisHandle,
  { jobs, domainEvents }: Pick<Stores, 'jobs' | 'domainEvents'>,
  settings: StoreSettings,
  erasureSteps: readonly ErasureStep[],
): AccountStores {
  const { passwords, mail, factors, sessions, signUp, captcha } = settings;
  const notices = new Notices(redis, jobs, mail);
  const audit = new AuditLog(redis, settings.audit, settings.onAuditProblem);
  const onSecurityEvent = securityListener(audit, settings);
  const accounts = new Accounts(lasting, { ...passwords, notices, audit, domainEvents }, onSecurityEvent);
  const mailedProofs = new MailedProofs(lasting, { jobs, accounts, notices }, onSecurityEvent);
  const strongRoles = factors?.requiredFor ?? [];
  const signUps = new SignUps(accounts, mailedProofs, signUp, onSecurityEvent);
  const providerLinks = new ProviderLinks(lasting, { notices }, onSecurityEvent);
  return {
    ...{ accounts, notices, mailedProofs, audit },
    captcha: new Captcha(captcha, onSecurityEvent),
    accountRecovery: new AccountRecovery(lasting, { accounts, notices }, onSecurityEvent),
    apiKeys: new ApiKeys(lasting, { notices, strongRoles }, onSecurityEvent),
    verifiedSignUps: new VerifiedSignUps(lasting, { accounts, proofs: mailedProofs }, mail?.verify),
    secondFactors: new SecondFactors(lasting, { accounts, notices }, factors, onSecurityEvent),
    factorSetUp: new FactorSetUp(lasting, { accounts, notices }, factors, onSecurityEvent),
    accountDirectory: new AccountDirectory(redis),
    erasures: new Erasures(
      lasting,
      { accounts, notices, audit, links: providerLinks, steps: erasureSteps },
      onSecurityEvent,
    ),
    profiles: new Profiles(lasting, accounts, onSecurityEvent),
    ...{ signUps, providerLinks },
    providerLogIns: new ProviderLogIns(
      lasting,
      { accounts, signUps, links: providerLinks },
      settings.providers,
      onSecurityEvent,
      settings.onProviderProblem,
    ),
    sessions: new Sessions(redis, { strongRoles, ...sessions }, onSecurityEvent, domainEvents),
  };
}

/** What other subjects keep of an account that is erased. */
function stepsOfErasure(
  redis: RedisHandle,
  parts: ConstructorParameters<typeof ShopErasure>[1] & Pick<Stores, 'experiments' | 'siteRoles'>,
): readonly ErasureStep[] {
  const shop = new ShopErasure(redis, parts);
  return [
    ({ userId, standIn }) => shop.run(shopOwner(userId), standIn),
    ({ userId }) => parts.experiments.forget(userId),
    ({ userId }) => parts.siteRoles.forget(userId),
  ];
}

function securityListener(audit: AuditLog, settings: StoreSettings): SecurityListener {
  return (event) => {
    audit.note(event);
    settings.onSecurityEvent?.(event);
  };
}

/** For each subject the handle that its stores write with. */
function handles(
  redis: RedisHandle,
  durability: DurabilitySettings | undefined,
): (subject: DurableSubject) => RedisHandle {
  if (!durability) return () => redis;
  const durable = new DurableHandle(redis, durability);
  return (subject) => (durability.subjects.includes(subject) ? durable : redis);
}
