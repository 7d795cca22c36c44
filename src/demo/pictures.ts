// Pictures of the sample products: drawings as data URLs, so that they show without a network and on every page.

import type { ProductImage } from '../redis/catalogue/product.ts';

/** Drawings of 64 by 64, in one colour. */
const shapes = {
  bag: '<path d="M14 26h36l3 26H11z"/><path d="M23 30v-8a9 9 0 0 1 18 0v8" fill="none" stroke="currentColor" stroke-width="3"/>',
  board: '<rect x="10" y="18" width="38" height="28" rx="4"/><path d="M46 30h10v5H46z"/>',
  book: '<rect x="16" y="10" width="32" height="44" rx="3"/><path d="M22 10v44" stroke="#fff" stroke-width="2"/>',
  bottle: '<path d="M27 8h10v10l5 8v26a4 4 0 0 1-4 4H26a4 4 0 0 1-4-4V26l5-8z"/>',
  bowl: '<path d="M10 26h44c0 14-8 24-17 24H27c-9 0-17-10-17-24z"/>',
  box: '<rect x="10" y="20" width="44" height="30" rx="3"/><path d="M32 20v30M10 31h44" stroke="#fff" stroke-width="3"/>',
  bulb: '<circle cx="32" cy="26" r="16"/><rect x="25" y="43" width="14" height="10" rx="3"/>',
  candle: '<rect x="20" y="26" width="24" height="28" rx="3"/><path d="M32 8c6 8 4 12 0 14-4-2-6-6 0-14z"/>',
  clock: '<circle cx="32" cy="32" r="22"/><path d="M32 18v14l9 6" fill="none" stroke="#fff" stroke-width="3"/>',
  cloth: '<path d="M10 16h44v28l-10 8H10z"/><path d="M44 52V44h10" fill="none" stroke="#fff" stroke-width="2"/>',
  cushion: '<path d="M12 14q20 5 40 0-5 18 0 36-20-5-40 0 5-18 0-36z"/>',
  knife: '<path d="M8 44 44 14c4 6 3 14-4 20z"/><path d="M40 34l14 14-5 5-13-15z"/>',
  lamp: '<path d="M22 12h20l8 18H14z"/><path d="M30 30h4v18h-4zM20 48h24v5H20z"/>',
  mug: '<path d="M14 18h28v26a6 6 0 0 1-6 6H20a6 6 0 0 1-6-6z"/><path d="M42 25h5a7 7 0 0 1 0 14h-5" fill="none" stroke="currentColor" stroke-width="4"/>',
  pack: '<path d="M18 10h28v6l4 6v32H14V22l4-6z"/><path d="M22 30h20v10H22z" fill="#fff" fill-opacity=".7"/>',
  pan: '<circle cx="25" cy="32" r="17"/><path d="M40 29h18v6H40z"/>',
  pen: '<path d="M44 8l12 12-32 32-14 4 4-14z"/>',
  pot: '<path d="M18 22h26v22a8 8 0 0 1-8 8H26a8 8 0 0 1-8-8z"/><path d="M28 12h6v6h-6zM18 28l-10-6 2-4 12 4zM44 26h6v14h-6" fill="currentColor"/>',
  shirt: '<path d="M22 10l10 6 10-6 14 10-6 10-6-4v28H20V26l-6 4-6-10z"/>',
  umbrella:
    '<path d="M8 32a24 22 0 0 1 48 0z"/><path d="M32 30v18a6 6 0 0 0 11 3" fill="none" stroke="currentColor" stroke-width="3"/>',
} as const;

const colours = {
  black: '#23262a',
  brass: '#a9852f',
  indigo: '#35477d',
  ink: '#2c3a45',
  moss: '#64743f',
  natural: '#b9a583',
  oak: '#9c6f42',
  rust: '#a84b25',
  sand: '#c2a574',
  slate: '#57636e',
  steel: '#7d8890',
} as const;

/** @param look a shape and a colour, such as `mug slate` */
export function pictureOf(look: string, name: string): ProductImage {
  const [shape, colour] = look.split(' ') as [keyof typeof shapes, keyof typeof colours];
  const fill = colours[colour];
  const drawing = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64" fill="${fill}" color="${fill}"><rect width="64" height="64" fill="#f3f1ec"/>${shapes[shape]}</svg>`;
  return { url: `data:image/svg+xml,${encodeURIComponent(drawing)}`, alt: `Drawing: ${name}` };
}
