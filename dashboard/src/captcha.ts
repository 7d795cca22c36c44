// The widgets of captchas: each provider has a script that puts its own into the page, and tells the answer.

import { useCallback, useEffect, useRef, useState } from 'react';
import { useReading } from './data.ts';
import { CaptchaDocument, type CaptchaPurpose } from './generated/graphql.ts';

interface Handlers {
  onAnswer(answer: string | undefined): void;
  onFailure(): void;
}

/** What the scripts of all of them offer, one way or another. */
interface Api {
  render(place: HTMLElement, options: Record<string, unknown>): string | number;
  reset(widget?: string | number): void;
  ready?(then: () => void): void;
  execute?(siteKey: string, options: { action: string }): Promise<string>;
}

interface Provider {
  readonly script: (siteKey: string) => string;
  readonly global: string;
  /** Whether it has nothing to see, and answers when it is asked. */
  readonly hidden?: boolean;
}

const providers: Readonly<Record<string, Provider>> = {
  hcaptcha: { script: () => 'https://js.hcaptcha.com/1/api.js?render=explicit', global: 'hcaptcha' },
  turnstile: {
    script: () => 'https://challenges.cloudflare.com/turnstile/v0/api.js?render=explicit',
    global: 'turnstile',
  },
  'recaptcha-v2': {
    script: () => 'https://www.google.com/recaptcha/api.js?render=explicit',
    global: 'grecaptcha',
  },
  'recaptcha-v3': {
    script: (siteKey) => `https://www.google.com/recaptcha/api.js?render=${encodeURIComponent(siteKey)}`,
    global: 'grecaptcha',
    hidden: true,
  },
};

/** The script of a provider, once a page. */
const loading = new Map<string, Promise<void>>();

function load(url: string): Promise<void> {
  const known = loading.get(url);
  if (known) return known;
  const done = new Promise<void>((resolve, reject) => {
    const script = document.createElement('script');
    script.src = url;
    script.async = true;
    script.onload = () => resolve();
    script.onerror = () => {
      loading.delete(url);
      script.remove();
      reject(new Error('The captcha could not be loaded'));
    };
    document.head.append(script);
  });
  loading.set(url, done);
  return done;
}

async function open(name: string, siteKey: string): Promise<Api> {
  const provider = providers[name];
  if (!provider) throw new Error('This page does not know the captcha');
  await load(provider.script(siteKey));
  const api = (window as unknown as Record<string, Api | undefined>)[provider.global];
  if (!api) throw new Error('The script of the captcha is another one');
  await new Promise<void>((resolve) => (api.ready ? api.ready(resolve) : resolve()));
  return api;
}

export interface CaptchaState {
  /** Whether the page is to show the widget, by `CaptchaBox`. */
  readonly shown: boolean;
  /** Whether something is to be solved before the form can be sent. */
  readonly missing: boolean;
  readonly failed: boolean;
  /** The answer, which counts once. */
  take(): Promise<string | undefined>;
  /** Has the widget shown from now on, since the API asks for it. */
  demand(): void;
  /** Where the widget is put. */
  readonly place: (element: HTMLDivElement | null) => void;
}

/** The captcha of a form. */
export function useCaptcha(purpose: CaptchaPurpose): CaptchaState {
  const { data } = useReading(CaptchaDocument, {});
  const [demanded, setDemanded] = useState(false);
  const [answer, setAnswer] = useState<string>();
  const [failed, setFailed] = useState(false);
  const [element, setElement] = useState<HTMLDivElement | null>(null);
  const widget = useRef<Widget>(undefined);
  const captcha = data?.captcha ?? undefined;
  const always = purpose !== 'LOG_IN' || captcha?.logInFailures === 0;
  const asked = captcha?.purposes.includes(purpose) && (always || demanded);
  // Texts, so that a reading which brings the same again changes nothing.
  const name = asked ? captcha?.provider : undefined;
  const siteKey = captcha?.siteKey ?? '';
  const hidden = name !== undefined && providers[name]?.hidden === true;

  useEffect(() => {
    if (name === undefined || !element) return;
    let current = true;
    const handlers: Handlers = {
      onAnswer: (given) => current && setAnswer(given),
      onFailure: () => current && setFailed(true),
    };
    open(name, siteKey).then((api) => {
      if (current) widget.current = show(api, { hidden, siteKey, action: purpose.toLowerCase() }, element, handlers);
    }, handlers.onFailure);
    return () => {
      current = false;
      widget.current = undefined;
      element.replaceChildren();
    };
  }, [name, siteKey, hidden, purpose, element]);

  const take = useCallback(async () => {
    if (hidden) return widget.current?.ask?.();
    setAnswer(undefined);
    // The next try needs another answer.
    if (answer) widget.current?.reset?.();
    return answer;
  }, [hidden, answer]);

  return {
    ...{ failed, take, place: setElement },
    shown: name !== undefined,
    missing: name !== undefined && !hidden && answer === undefined,
    demand: useCallback(() => setDemanded(true), []),
  };
}

interface Widget {
  reset?(): void;
  ask?(): Promise<string>;
}

function show(
  api: Api,
  { hidden, siteKey, action }: { hidden: boolean; siteKey: string; action: string },
  element: HTMLElement,
  { onAnswer, onFailure }: Handlers,
): Widget {
  if (hidden) return { ask: async () => (await api.execute?.(siteKey, { action })) ?? '' };
  const id = api.render(element, {
    ...{ sitekey: siteKey, action, callback: onAnswer },
    'expired-callback': () => onAnswer(undefined),
    'error-callback': onFailure,
  });
  return { reset: () => api.reset(id) };
}
