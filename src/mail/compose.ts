// Makes a mail of a template's words: plain text, and HTML in which nothing that was typed by anybody is markup.

import type { Mail } from './mail.ts';
import type { MailFacts, MailWords } from './templates/template.ts';

export function compose(
  words: MailWords,
  { link, code }: Pick<MailFacts, 'link' | 'code'>,
): Omit<Mail, 'to' | 'messageId'> {
  return { subject: words.subject, text: asText(words, link, code), html: asHtml(words, link, code) };
}

function asText({ greeting, paragraphs, action, codeLabel, closing }: MailWords, link: string, code: string): string {
  return [
    greeting,
    ...paragraphs,
    ...(action ? [`${action}:\n${link}`] : []),
    ...(codeLabel ? [`${codeLabel}\n${code}`] : []),
    closing,
    '',
  ].join('\n\n');
}

function asHtml(
  { subject, greeting, paragraphs, action, codeLabel, closing }: MailWords,
  link: string,
  code: string,
): string {
  const rows = [
    ...[greeting, ...paragraphs].map((line) => `<p>${escapeHtml(line)}</p>`),
    ...(action ? [`<p><a href="${escapeHtml(link)}">${escapeHtml(action)}</a></p>`] : []),
    ...(codeLabel
      ? [`<p>${escapeHtml(codeLabel)}</p>`, `<p style="font-size:1.5em;letter-spacing:.2em">${escapeHtml(code)}</p>`]
      : []),
    `<p>${escapeHtml(closing)}</p>`,
  ];
  return [
    '<!doctype html>',
    `<html><head><meta charset="utf-8"><title>${escapeHtml(subject)}</title></head>`,
    '<body style="font-family:sans-serif;line-height:1.5;max-width:36em">',
    ...rows,
    '</body></html>',
  ].join('\n');
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => entities[character] as string);
}
