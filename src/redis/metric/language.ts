// Which language a visitor reads: one of a list, so that nobody fills Redis with languages of their own.

/** Those with two letters in ISO 639, and others that browsers are set to. */
const known = new Set(
  (
    'aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz ee el en eo es et eu fa ff ' +
    'fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik io is it iu ja jv ka kg ki kj kk kl km kn ko kr ks ku ' +
    'kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb nd ne ng nl nn no nr nv ny oc oj om or os pa pi pl ps pt qu ' +
    'rm rn ro ru rw sa sc sd se sg si sk sl sm sn so sq sr ss st su sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo ' +
    'wa wo xh yi yo za zh zu ast chr ckb dsb fil gsw haw hmn hsb kab kok mai mni sat yue'
  ).split(' '),
);
/** What browsers of before call some of them. */
const newNames: Readonly<Record<string, string>> = { iw: 'he', in: 'id', ji: 'yi' };

/** A longer header is cut off. */
const headerLimits = { characters: 500, ranges: 20 } as const;

/** `de-AT` becomes `de`; null for what is no language. */
export function primaryLanguage(tag: string | null | undefined): string | null {
  const primary = /^[a-z]{2,3}(?![a-z])/i.exec(tag ?? '')?.[0].toLowerCase();
  const language = primary && (newNames[primary] ?? primary);
  return language !== undefined && known.has(language) ? language : null;
}

/** Of an `Accept-Language`: the one with the highest weight, the first of equal ones. */
export function acceptedLanguage(header: string): string | null {
  let [best, most]: [string | null, number] = [null, 0];
  for (const range of header.slice(0, headerLimits.characters).split(',', headerLimits.ranges)) {
    const [tag = '', ...parameters] = range.split(';').map((text) => text.trim());
    const given = parameters.find((parameter) => /^q=/i.test(parameter))?.slice(2);
    const weight = given === undefined ? 1 : Number(given);
    if (!(weight > most)) continue;
    const language = primaryLanguage(tag);
    if (language !== null) [best, most] = [language, weight];
  }
  return best;
}
