// Checks a configuration before anything of it is used: a mistake is one line that names the key and what is allowed.

import satisfies from 'semver/functions/satisfies.js';
import validRange from 'semver/ranges/valid.js';
import { nearestName } from '../config/nearest.ts';
import { version } from '../redis/base/version.ts';
import { domainEventTypes } from '../redis/domain-event/event-types.ts';
import type { Calculators } from '../redis/pricing/calculator.ts';
import { PluginError } from './error.ts';
import type { MortarPlugin, PluginParts } from './plugin.ts';
import type { MortarConfig, Program } from './program.ts';

/** What a key may have, in words, and whether a value is that. */
interface Rule {
  readonly allowed: string;
  isAllowed(value: unknown): boolean;
}

type Rules<Keys extends string> = Readonly<Record<Keys, Rule>>;

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const aFunction: Rule = { allowed: 'a function', isAllowed: (value) => typeof value === 'function' };
const anObject: Rule = { allowed: 'an object', isAllowed: isObject };
const aList: Rule = { allowed: 'a list', isAllowed: Array.isArray };

const hasMethods = (...names: readonly string[]) => ({
  isAllowed: (value: unknown) => isObject(value) && names.every((name) => typeof value[name] === 'function'),
});

const parts: Rules<keyof PluginParts> = {
  stores: aFunction,
  schema: aFunction,
  jobs: aFunction,
  calculators: anObject,
  on: anObject,
  rateLimits: aList,
  routes: aFunction,
  health: aFunction,
  metrics: aFunction,
  close: aFunction,
};

const payments = {
  ...{ allowed: 'null, or a PaymentProvider: an object with authorise, capture, cancel and refund' },
  isAllowed: (value: unknown) =>
    value === null || hasMethods('authorise', 'capture', 'cancel', 'refund').isAllowed(value),
};

const configRules: Rules<keyof MortarConfig> = {
  plugins: aList,
  payments,
  mail: anObject,
  captcha: {
    allowed: 'a CaptchaProvider: an object with name, siteKey and verify',
    isAllowed: (value) =>
      hasMethods('verify').isAllowed(value) &&
      ['name', 'siteKey'].every((key) => typeof (value as Record<string, unknown>)[key] === 'string'),
  },
  ...parts,
};

const mailRules: Rules<keyof NonNullable<MortarConfig['mail']>> = {
  templates: anObject,
  language: { allowed: 'a language tag such as fr', isAllowed: (value) => typeof value === 'string' && value !== '' },
  mailer: { allowed: 'an object with send and close', ...hasMethods('send', 'close') },
};

const aCalculator: Rule = { allowed: 'an object with adjustments', ...hasMethods('adjustments') };

const calculatorRules: Rules<keyof Calculators> = { shipping: aCalculator, discounts: aCalculator, taxes: aCalculator };

/** The length leaves room for a tag in the keys of the plugin. */
const name: Rule = {
  allowed: '1 to 40 lower-case letters, digits and single dashes, such as gift-message',
  isAllowed: (value) => typeof value === 'string' && value.length <= 40 && /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(value),
};

const pluginRules: Rules<keyof MortarPlugin> = {
  name,
  mortar: {
    allowed: 'a range of versions such as ^0.1.0',
    isAllowed: (value) => typeof value === 'string' && validRange(value) !== null,
  },
  ...parts,
};

const eventRules = Object.fromEntries(Object.keys(domainEventTypes).map((type) => [type, aFunction]));

/** The plugin of what the configuration itself adds. */
const ownName = 'app';

/**
 * @param whose what messages begin with, such as the name of the file.
 * @throws PluginError that names the first key which is wrong, and what is allowed.
 */
export function checkProgram(config: unknown, whose: string): Program {
  if (!isObject(config))
    throw new PluginError(`${whose} must have an object as its default export, as in: export default defineMortar({})`);
  checkKeys(config, configRules, `${whose}: `);
  if (isObject(config.mail)) checkKeys(config.mail, mailRules, `${whose}: mail.`);
  if (isObject(config.on)) checkKeys(config.on, eventRules, `${whose}: on.`);
  const { plugins = [], payments: provider, mail, captcha, ...own } = config as MortarConfig;
  plugins.forEach((plugin, place) => {
    checkPlugin(plugin, `${whose}: plugins[${place}]`);
  });
  const all = Object.keys(own).length > 0 ? [...plugins, { name: ownName, ...own }] : plugins;
  const names = all.map((plugin) => plugin.name);
  const twice = names.find((each, place) => names.indexOf(each) !== place);
  if (twice !== undefined)
    throw new PluginError(`${whose}: two plugins have the name ${JSON.stringify(twice)}: each needs its own`);
  const calculators = calculatorsOf(all, whose);
  return {
    plugins: all,
    ...(Object.keys(calculators).length > 0 && { calculators }),
    ...(provider !== undefined && { payments: provider }),
    ...(mail !== undefined && { mail }),
    ...(captcha !== undefined && { captcha }),
  };
}

/** Those of all plugins. @throws PluginError where one is none, or two replace the same one. */
function calculatorsOf(plugins: readonly MortarPlugin[], whose: string): Partial<Calculators> {
  const by = new Map<string, string>();
  for (const plugin of plugins) {
    checkKeys(plugin.calculators ?? {}, calculatorRules, `${whose}: calculators.`);
    for (const part of Object.keys(plugin.calculators ?? {})) {
      const other = by.get(part);
      if (other !== undefined)
        throw new PluginError(
          `${whose}: the plugins ${JSON.stringify(other)} and ${JSON.stringify(plugin.name)} both replace the calculator ${part}: leave one out`,
        );
      by.set(part, plugin.name);
    }
  }
  return Object.assign({}, ...plugins.map(({ calculators }) => calculators));
}

function checkPlugin(plugin: unknown, place: string): void {
  if (!isObject(plugin)) throw new PluginError(`${place} must be a plugin, as definePlugin returns it`);
  if (plugin.name === undefined) throw new PluginError(`${place} has no name. It must be ${name.allowed}`);
  checkKeys(plugin, pluginRules, `${place}.`);
  if (isObject(plugin.on)) checkKeys(plugin.on, eventRules, `${place}.on.`);
  const { mortar = '*' } = plugin as unknown as MortarPlugin;
  if (!satisfies(version, mortar, { includePrerelease: true }))
    throw new PluginError(
      `The plugin ${JSON.stringify(plugin.name)} is for Mortar ${mortar}, and this is ${version}: install another version of one of them`,
    );
}

function checkKeys(given: Readonly<Record<string, unknown>>, rules: Rules<string>, prefix: string): void {
  for (const [key, value] of Object.entries(given)) {
    const rule = Object.hasOwn(rules, key) ? rules[key] : undefined;
    if (!rule) {
      const names = Object.keys(rules);
      const nearest = nearestName(key, names);
      const advice = nearest ? `Did you mean ${nearest}?` : `Keys: ${names.join(', ')}.`;
      throw new PluginError(
        `${prefix}${key} is not ${rules === eventRules ? 'a domain event' : 'a key of the configuration'}. ${advice}`,
      );
    }
    if (value !== undefined && !rule.isAllowed(value))
      throw new PluginError(`${prefix}${key} is ${describe(value)}, but must be ${rule.allowed}`);
  }
}

function describe(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'string') return JSON.stringify(value.slice(0, 100));
  if (typeof value === 'object') return 'an object';
  return typeof value === 'function' ? 'a function' : String(value);
}
