// The sample catalogue: a shop for home and desk.

/** SKU, name, tags, price in euro cents, pieces in stock, description. */
type Row = readonly [string, string, string, number, number, string];

const rows: readonly Row[] = [
  ['mug-slate', 'Slate mug', 'kitchen coffee', 1400, 120, 'Stoneware, 350 ml, safe in the dishwasher.'],
  ['mug-sand', 'Sand mug', 'kitchen coffee', 1400, 95, 'The same mug in a warm, speckled glaze.'],
  ['mug-travel', 'Travel mug', 'kitchen coffee travel', 2900, 60, 'Steel with a lid that does not drip, 400 ml.'],
  ['press-french', 'French press', 'kitchen coffee', 3400, 40, 'Borosilicate glass, one litre, a spare filter.'],
  ['grinder-hand', 'Hand grinder', 'kitchen coffee', 7900, 25, 'Steel burrs, 30 clicks from espresso to press.'],
  ['kettle-gooseneck', 'Gooseneck kettle', 'kitchen coffee', 5900, 30, 'Pours where you want it; for every hob.'],
  ['dripper-v', 'Coffee dripper', 'kitchen coffee', 2200, 55, 'Porcelain cone for two cups.'],
  ['filter-100', 'Paper filters, 100', 'kitchen coffee', 600, 300, 'Unbleached, for the coffee dripper.'],
  ['beans-house', 'House blend, 500 g', 'coffee food', 1350, 200, 'Chocolate and nuts; roasted weekly.'],
  ['beans-yirga', 'Yirgacheffe, 250 g', 'coffee food', 1190, 90, 'Washed, floral, light roast.'],
  ['tea-assam', 'Assam tea, 100 g', 'tea food', 890, 110, 'Strong and malty, takes milk.'],
  ['tea-sencha', 'Sencha tea, 100 g', 'tea food', 1250, 80, 'Green, steamed, first flush.'],
  ['teapot-iron', 'Iron teapot', 'kitchen tea', 4900, 20, 'Enamelled inside, 0.8 litres.'],
  ['board-oak', 'Oak cutting board', 'kitchen', 3900, 45, 'End grain, 40 by 25 cm, oiled.'],
  ['knife-chef', "Chef's knife", 'kitchen', 8900, 18, '20 cm, forged, a handle of walnut.'],
  ['knife-paring', 'Paring knife', 'kitchen', 3200, 35, '9 cm, for fruit and small things.'],
  ['pan-iron', 'Cast-iron pan', 'kitchen', 4500, 28, '26 cm, seasoned, for generations.'],
  ['bowl-set', 'Bowls, set of 4', 'kitchen', 3600, 50, 'Stoneware in four greys.'],
  ['apron-linen', 'Linen apron', 'kitchen textile', 3300, 42, 'Washed linen with a pocket.'],
  ['towel-waffle', 'Waffle towels, 2', 'kitchen textile', 1800, 75, 'Cotton, 50 by 70 cm.'],
  ['lamp-desk', 'Desk lamp', 'desk light', 6900, 33, 'LED, three colours of white, a long arm.'],
  ['lamp-clip', 'Clip lamp', 'desk light', 2700, 48, 'Holds on to shelves and bed heads.'],
  ['bulb-warm', 'LED bulb, warm', 'light', 700, 400, 'E27, 8 W, 806 lm, 2700 K.'],
  ['candle-fig', 'Fig candle', 'home', 2100, 65, 'Rapeseed wax, burns 45 hours.'],
  ['notebook-a5', 'Notebook A5', 'desk paper', 1200, 180, 'Dotted, 160 pages, opens flat.'],
  ['notebook-a4', 'Notebook A4', 'desk paper', 1600, 140, 'Ruled, 160 pages, opens flat.'],
  ['pen-brass', 'Brass pen', 'desk', 2600, 70, 'Takes standard refills, gets its own patina.'],
  ['pen-refill', 'Pen refills, 3', 'desk', 540, 260, 'Black, for the brass pen.'],
  ['pencil-set', 'Pencils, set of 12', 'desk paper', 990, 150, 'Cedar, from 4H to 6B.'],
  ['mat-felt', 'Felt desk mat', 'desk textile', 3500, 38, 'Wool felt, 70 by 33 cm.'],
  ['stand-laptop', 'Laptop stand', 'desk', 4400, 40, 'Bent oak, up to 16 inches.'],
  ['organiser-cable', 'Cable organiser', 'desk travel', 1500, 88, 'Keeps five cables from the floor.'],
  ['clock-wall', 'Wall clock', 'home', 4200, 22, 'Silent, 30 cm, of plywood.'],
  ['vase-smoke', 'Smoke glass vase', 'home', 2800, 36, 'Mouth-blown, 24 cm.'],
  ['pot-clay', 'Clay plant pot', 'home garden', 950, 130, '14 cm with a saucer.'],
  ['can-watering', 'Watering can', 'home garden', 2400, 44, 'A long spout, 1.5 litres.'],
  ['seeds-herbs', 'Herb seeds', 'garden food', 480, 220, 'Basil, chives, parsley, thyme.'],
  ['secateurs', 'Secateurs', 'garden', 3700, 26, 'For shoots of up to 20 mm.'],
  ['blanket-wool', 'Wool blanket', 'home textile', 9800, 16, 'Lambswool, 140 by 200 cm.'],
  ['cushion-linen', 'Linen cushion', 'home textile', 2900, 58, '45 by 45 cm, filled with kapok.'],
  ['bag-tote', 'Canvas tote bag', 'travel textile', 1700, 160, 'Heavy cotton, an inner pocket.'],
  ['bottle-steel', 'Steel bottle', 'travel', 2500, 85, 'Keeps cold for a day, 600 ml.'],
  ['pouch-wash', 'Wash bag', 'travel textile', 2300, 47, 'Waxed cotton, hangs on a hook.'],
  ['umbrella-storm', 'Storm umbrella', 'travel', 3800, 30, 'Nine ribs; turned inside out it turns back.'],
  ['gift-card', 'Gift card', 'gift', 5000, 1000, 'For somebody who has everything.'],
];

export interface SampleProduct {
  readonly sku: string;
  readonly name: string;
  readonly tags: readonly string[];
  readonly price: { readonly minor: bigint; readonly currency: 'EUR' };
  readonly description: string;
  readonly active: true;
  readonly taxClass: 'reduced' | null;
  /** Pieces in stock. */
  readonly onHand: number;
}

export const sampleProducts: readonly SampleProduct[] = rows.map(([sku, name, tags, cents, onHand, description]) => ({
  sku,
  name,
  tags: tags.split(' '),
  price: { minor: BigInt(cents), currency: 'EUR' },
  description,
  active: true,
  taxClass: tags.split(' ').includes('food') ? 'reduced' : null,
  onHand,
}));
