// The sample catalogue: a shop for home and desk.

import type { ProductInput } from '../redis/catalogue/product.ts';
import { pictureOf } from './pictures.ts';

/** Slugs and names, those above before those below. */
export const sampleCategories: readonly (readonly [slug: string, name: string])[] = [
  ['kitchen', 'Kitchen'],
  ['kitchen/coffee', 'Coffee'],
  ['kitchen/tea', 'Tea'],
  ['kitchen/cooking', 'Cooking'],
  ['kitchen/textiles', 'Aprons and towels'],
  ['pantry', 'Pantry'],
  ['desk', 'Desk'],
  ['desk/light', 'Light'],
  ['desk/paper', 'Paper'],
  ['desk/writing', 'Writing'],
  ['home', 'Home'],
  ['home/decoration', 'Decoration'],
  ['home/textiles', 'Cushions and blankets'],
  ['garden', 'Garden'],
  ['travel', 'Travel'],
  ['gifts', 'Gifts'],
];

/** SKU, name, category, picture, tags, price in euro cents, grams, pieces in stock, description. */
type Row = readonly [string, string, string, string, string, number, number, number, string];

// biome-ignore format: a table
const rows: readonly Row[] = [
  ['mug-slate', 'Slate mug', 'kitchen/coffee', 'mug slate', 'kitchen coffee', 1400, 380, 120, 'Stoneware, 350 ml, safe in the dishwasher.'],
  ['mug-sand', 'Sand mug', 'kitchen/coffee', 'mug sand', 'kitchen coffee', 1400, 380, 95, 'The same mug in a warm, speckled glaze.'],
  ['mug-travel', 'Travel mug', 'kitchen/coffee', 'bottle steel', 'kitchen coffee travel', 2900, 290, 60, 'Steel with a lid that does not drip, 400 ml.'],
  ['press-french', 'French press', 'kitchen/coffee', 'pot ink', 'kitchen coffee', 3400, 820, 40, 'Borosilicate glass, one litre, a spare filter.'],
  ['grinder-hand', 'Hand grinder', 'kitchen/coffee', 'bottle ink', 'kitchen coffee', 7900, 560, 25, 'Steel burrs, 30 clicks from espresso to press.'],
  ['kettle-gooseneck', 'Gooseneck kettle', 'kitchen/coffee', 'pot steel', 'kitchen coffee', 5900, 1150, 30, 'Pours where you want it; for every hob.'],
  ['dripper-v', 'Coffee dripper', 'kitchen/coffee', 'bowl natural', 'kitchen coffee', 2200, 420, 55, 'Porcelain cone for two cups.'],
  ['filter-100', 'Paper filters, 100', 'kitchen/coffee', 'pack sand', 'kitchen coffee', 600, 160, 300, 'Unbleached, for the coffee dripper.'],
  ['beans-house', 'House blend, 500 g', 'pantry', 'pack rust', 'coffee food', 1350, 520, 200, 'Chocolate and nuts; roasted weekly.'],
  ['beans-yirga', 'Yirgacheffe, 250 g', 'pantry', 'pack moss', 'coffee food', 1190, 270, 90, 'Washed, floral, light roast.'],
  ['tea-assam', 'Assam tea, 100 g', 'pantry', 'pack ink', 'tea food', 890, 120, 110, 'Strong and malty, takes milk.'],
  ['tea-sencha', 'Sencha tea, 100 g', 'pantry', 'pack moss', 'tea food', 1250, 120, 80, 'Green, steamed, first flush.'],
  ['teapot-iron', 'Iron teapot', 'kitchen/tea', 'pot slate', 'kitchen tea', 4900, 1400, 20, 'Enamelled inside, 0.8 litres.'],
  ['board-oak', 'Oak cutting board', 'kitchen/cooking', 'board oak', 'kitchen', 3900, 1900, 45, 'End grain, 40 by 25 cm, oiled.'],
  ['knife-chef', "Chef's knife", 'kitchen/cooking', 'knife steel', 'kitchen', 8900, 240, 18, '20 cm, forged, a handle of walnut.'],
  ['knife-paring', 'Paring knife', 'kitchen/cooking', 'knife oak', 'kitchen', 3200, 90, 35, '9 cm, for fruit and small things.'],
  ['pan-iron', 'Cast-iron pan', 'kitchen/cooking', 'pan ink', 'kitchen', 4500, 2100, 28, '26 cm, seasoned, for generations.'],
  ['bowl-set', 'Bowls, set of 4', 'kitchen/cooking', 'bowl slate', 'kitchen', 3600, 1800, 50, 'Stoneware in four greys.'],
  ['apron-linen', 'Linen apron', 'kitchen/textiles', 'shirt natural', 'kitchen textile', 3300, 310, 42, 'Washed linen with a pocket.'],
  ['shirt-work', 'Work shirt', 'kitchen/textiles', 'shirt indigo', 'textile', 5900, 280, 96, 'Brushed cotton twill, two chest pockets.'],
  ['towel-waffle', 'Waffle towels, 2', 'kitchen/textiles', 'cloth sand', 'kitchen textile', 1800, 260, 75, 'Cotton, 50 by 70 cm.'],
  ['lamp-desk', 'Desk lamp', 'desk/light', 'lamp ink', 'desk light', 6900, 1600, 33, 'LED, three colours of white, a long arm.'],
  ['lamp-clip', 'Clip lamp', 'desk/light', 'lamp rust', 'desk light', 2700, 640, 48, 'Holds on to shelves and bed heads.'],
  ['bulb-warm', 'LED bulb, warm', 'desk/light', 'bulb brass', 'light', 700, 60, 400, 'E27, 8 W, 806 lm, 2700 K.'],
  ['candle-fig', 'Fig candle', 'home/decoration', 'candle moss', 'home', 2100, 330, 65, 'Rapeseed wax, burns 45 hours.'],
  ['notebook-a5', 'Notebook A5', 'desk/paper', 'book ink', 'desk paper', 1200, 260, 180, 'Dotted, 160 pages, opens flat.'],
  ['notebook-a4', 'Notebook A4', 'desk/paper', 'book slate', 'desk paper', 1600, 480, 140, 'Ruled, 160 pages, opens flat.'],
  ['pen-brass', 'Brass pen', 'desk/writing', 'pen brass', 'desk', 2600, 40, 70, 'Takes standard refills, gets its own patina.'],
  ['pen-refill', 'Pen refills, 3', 'desk/writing', 'pen ink', 'desk', 540, 15, 260, 'Black, for the brass pen.'],
  ['pencil-set', 'Pencils, set of 12', 'desk/writing', 'pen oak', 'desk paper', 990, 90, 150, 'Cedar, from 4H to 6B.'],
  ['mat-felt', 'Felt desk mat', 'desk', 'cloth slate', 'desk textile', 3500, 350, 38, 'Wool felt, 70 by 33 cm.'],
  ['stand-laptop', 'Laptop stand', 'desk', 'board oak', 'desk', 4400, 740, 40, 'Bent oak, up to 16 inches.'],
  ['organiser-cable', 'Cable organiser', 'desk', 'box rust', 'desk travel', 1500, 120, 88, 'Keeps five cables from the floor.'],
  ['clock-wall', 'Wall clock', 'home/decoration', 'clock oak', 'home', 4200, 690, 22, 'Silent, 30 cm, of plywood.'],
  ['vase-smoke', 'Smoke glass vase', 'home/decoration', 'bottle slate', 'home', 2800, 780, 36, 'Mouth-blown, 24 cm.'],
  ['pot-clay', 'Clay plant pot', 'garden', 'bowl rust', 'home garden', 950, 560, 130, '14 cm with a saucer.'],
  ['can-watering', 'Watering can', 'garden', 'pot moss', 'home garden', 2400, 480, 44, 'A long spout, 1.5 litres.'],
  ['seeds-herbs', 'Herb seeds', 'garden', 'pack moss', 'garden food', 480, 25, 220, 'Basil, chives, parsley, thyme.'],
  ['secateurs', 'Secateurs', 'garden', 'knife moss', 'garden', 3700, 230, 26, 'For shoots of up to 20 mm.'],
  ['blanket-wool', 'Wool blanket', 'home/textiles', 'cloth natural', 'home textile', 9800, 900, 16, 'Lambswool, 140 or 200 cm wide.'],
  ['cushion-linen', 'Linen cushion', 'home/textiles', 'cushion natural', 'home textile', 2900, 520, 58, '45 by 45 cm, filled with kapok.'],
  ['bag-tote', 'Canvas tote bag', 'travel', 'bag natural', 'travel textile', 1700, 210, 160, 'Heavy cotton, an inner pocket.'],
  ['bottle-steel', 'Steel bottle', 'travel', 'bottle steel', 'travel', 2500, 310, 85, 'Keeps cold for a day, 600 ml.'],
  ['pouch-wash', 'Wash bag', 'travel', 'bag ink', 'travel textile', 2300, 180, 47, 'Waxed cotton, hangs on a hook.'],
  ['umbrella-storm', 'Storm umbrella', 'travel', 'umbrella ink', 'travel', 3800, 420, 30, 'Nine ribs; turned inside out it turns back.'],
  ['gift-card', 'Gift card', 'gifts', 'box rust', 'gift', 5000, 10, 1000, 'For somebody who has everything.'],
];

/** Products that come in sizes and colours: each option with its values. The last one has the colours. */
interface Family {
  readonly options: readonly (readonly [name: string, values: readonly string[]])[];
  /** What a value adds to the price, in cents. */
  readonly extra?: Readonly<Record<string, number>>;
  /** The SKU of a variant that is sold out. */
  readonly soldOut?: string;
}

const families: Readonly<Record<string, Family>> = {
  'apron-linen': {
    options: [
      ['Size', ['Child', 'Adult']],
      ['Colour', ['Natural', 'Slate']],
    ],
    extra: { Adult: 400 },
  },
  'bag-tote': { options: [['Colour', ['Natural', 'Black', 'Indigo']]] },
  'blanket-wool': {
    options: [
      ['Size', ['Single', 'Double']],
      ['Colour', ['Natural', 'Slate']],
    ],
    extra: { Double: 4_000 },
  },
  'cushion-linen': { options: [['Colour', ['Natural', 'Rust', 'Moss']]] },
  'notebook-a5': { options: [['Colour', ['Ink', 'Moss', 'Rust']]] },
  'shirt-work': {
    options: [
      ['Size', ['S', 'M', 'L', 'XL']],
      ['Colour', ['Indigo', 'Natural']],
    ],
    soldOut: 'shirt-work-xl-natural',
  },
};

export interface SampleProduct extends ProductInput {
  /** Pieces in stock. */
  readonly onHand: number;
}

/** Each product before its variants. */
export const sampleProducts: readonly SampleProduct[] = rows.flatMap((row) => {
  const family = families[row[0]];
  const product = productOf(row);
  if (!family) return [product];
  const variants = variantsOf(row, product, family);
  return [{ ...product, options: family.options.map(([name]) => name), onHand: 0 }, ...variants];
});

function productOf([sku, name, category, look, tags, cents, weightGrams, onHand, description]: Row): SampleProduct {
  return {
    ...{ sku, name, description, weightGrams, onHand, tags: tags.split(' '), active: true, ...pricesOf(cents) },
    categories: [category],
    images: [pictureOf(look, name)],
    taxClass: tags.split(' ').includes('food') ? 'reduced' : null,
  };
}

/** In euros and, rounded to half a dollar, in US dollars. */
function pricesOf(cents: number): Pick<ProductInput, 'price' | 'prices'> {
  const dollars = Math.round((cents * 1.1) / 50) * 50;
  return {
    price: { minor: BigInt(cents), currency: 'EUR' },
    prices: [{ minor: BigInt(dollars), currency: 'USD' }],
  };
}

function variantsOf(
  [head, name, , look, , cents, , onHand]: Row,
  { weightGrams = null, description, taxClass = null }: SampleProduct,
  { options, extra = {}, soldOut }: Family,
): SampleProduct[] {
  const [shape] = look.split(' ');
  const all = options.reduce<readonly (readonly string[])[]>(
    (before, [, values]) => before.flatMap((chosen) => values.map((value) => [...chosen, value])),
    [[]],
  );
  return all.map((chosen): SampleProduct => {
    const sku = [head, ...chosen].join('-').toLowerCase();
    const full = [name, ...chosen].join(', ');
    const [colour = ''] = chosen.slice(-1);
    return {
      ...{ sku, name: full, description, weightGrams, taxClass, tags: [], active: true, variantOf: head },
      ...pricesOf(cents + chosen.reduce((sum, value) => sum + (extra[value] ?? 0), 0)),
      images: [pictureOf(`${shape} ${colour.toLowerCase()}`, full)],
      optionValues: options.map(([option], index) => ({ name: option, value: chosen[index] as string })),
      onHand: sku === soldOut ? 0 : Math.ceil(onHand / all.length),
    };
  });
}
