// Judges a product that somebody gives, and writes it as it is kept.

import { checkEntries, textProblem } from '../base/given.ts';
import { formatAmount, type Money } from '../base/money.ts';
import { type Problem, Refusal, rangeOf } from '../base/problem.ts';
import { categoryLimits, isCategorySlug } from './category-slug.ts';
import { catalogueLimits, isSku, type OptionValue, type ProductImage, type ProductInput } from './product.ts';

type Bad = (message: string, field: readonly string[], allowed?: string) => void;

/** @throws Refusal INVALID with all that is wrong. */
export function normalise(input: ProductInput): ProductInput {
  const problems: Problem[] = [];
  const bad: Bad = (message, field, allowed) => {
    problems.push({ code: 'INVALID', message, field, ...(allowed && { allowed: [allowed] }) });
  };
  const name = input.name.replace(/\s+/g, ' ').trim();
  checkEntries(input.tags, 'tags');
  const tags = [...new Set(input.tags.map((tag) => tag.trim().toLowerCase()))];
  if (!isSku(input.sku))
    bad(
      'A SKU is 1 to 64 letters, digits and . _ / - with spaces inside, starting with a letter or digit.',
      ['sku'],
      rangeOf(1, catalogueLimits.maxSkuLength, 'characters'),
    );
  const look = (field: string, text: string, most: number, least: number): void => {
    const problem = textProblem(text, most, least);
    if (problem) bad(`The ${field} ${problem}.`, [field], rangeOf(least, most, 'characters'));
  };
  look('name', name, catalogueLimits.maxNameLength, 1);
  look('description', input.description ?? '', catalogueLimits.maxDescriptionLength, 0);
  const { maxTags, maxTagLength } = catalogueLimits;
  if (tags.length > maxTags) bad(`A product has at most ${maxTags} tags.`, ['tags'], rangeOf(0, maxTags, 'entries'));
  if (tags.some((tag) => !/^[^\s#\p{C}][^#\p{C}]*$/u.test(tag) || tag.length > maxTagLength))
    bad(`A tag has 1 to ${maxTagLength} characters and no #.`, ['tags'], rangeOf(1, maxTagLength, 'characters'));
  const prices = pricesIn(input, bad);
  const weight = weightIn(input, bad);
  const categories = categoriesIn(input, bad);
  const images = imagesIn(input, bad);
  const choices = choicesIn(input, bad);
  if (problems.length > 0) throw new Refusal(problems);
  const { sku, description, price, active } = input;
  return { sku, name, description, tags, price, active, ...prices, ...weight, ...categories, ...images, ...choices };
}

function checkPrice({ minor, currency }: Money, at: readonly string[], bad: Bad): void {
  const { maxPriceMinor } = catalogueLimits;
  if (minor < 0n || minor > maxPriceMinor)
    bad(
      'A price is not negative and has at most 12 digits in its smallest unit.',
      [...at, 'amount'],
      rangeOf('0', formatAmount({ minor: maxPriceMinor, currency })),
    );
  if (!/^[A-Z]{3}$/.test(currency))
    bad('The currency must be three capital letters, such as EUR.', [...at, 'currency']);
}

function pricesIn({ price, prices = [] }: ProductInput, bad: Bad): Pick<ProductInput, 'prices'> {
  checkEntries(prices, 'prices');
  checkPrice(price, ['price'], bad);
  const most = catalogueLimits.maxCurrencies - 1;
  if (prices.length > most) {
    bad(`A product has at most ${most} prices in other currencies.`, ['prices'], rangeOf(0, most, 'entries'));
    return {};
  }
  const seen = new Set([price.currency]);
  for (const [index, other] of prices.entries()) {
    const at = ['prices', String(index)];
    checkPrice(other, at, bad);
    if (seen.has(other.currency)) bad(`There are two prices in ${other.currency}.`, [...at, 'currency']);
    seen.add(other.currency);
  }
  return prices.length > 0 ? { prices: prices.map(({ minor, currency }) => ({ minor, currency })) } : {};
}

function weightIn(
  { weightGrams = null, taxClass = null }: ProductInput,
  bad: Bad,
): Pick<ProductInput, 'weightGrams' | 'taxClass'> {
  const { maxWeight } = catalogueLimits;
  if (weightGrams !== null && !(Number.isInteger(weightGrams) && weightGrams >= 0 && weightGrams <= maxWeight))
    bad(`A weight is a whole number of grams from 0 to ${maxWeight}.`, ['weightGrams'], rangeOf(0, maxWeight));
  if (taxClass !== null && !isTaxClass(taxClass))
    bad(
      'A tax class has 1 to 40 lower-case letters, digits and hyphens.',
      ['taxClass'],
      rangeOf(1, catalogueLimits.maxTaxClassLength, 'characters'),
    );
  return { ...(weightGrams !== null && { weightGrams }), ...(taxClass !== null && { taxClass }) };
}

function isTaxClass(text: string): boolean {
  return text.length <= catalogueLimits.maxTaxClassLength && /^[a-z0-9]+(?:-[a-z0-9]+)*$/.test(text);
}

function categoriesIn({ categories = [], variantOf }: ProductInput, bad: Bad): Pick<ProductInput, 'categories'> {
  checkEntries(categories, 'categories');
  const { maxCategories } = catalogueLimits;
  if (categories.length > maxCategories)
    bad(`A product is in at most ${maxCategories} categories.`, ['categories'], rangeOf(0, maxCategories, 'entries'));
  if (variantOf != null && categories.length > 0)
    bad('A variant is in the categories of its product, and has none of its own.', ['categories']);
  for (const [index, slug] of categories.slice(0, maxCategories).entries())
    if (!isCategorySlug(slug))
      bad(
        'A category is given by its slug: lower-case letters, digits and hyphens, with / below another one.',
        ['categories', String(index)],
        rangeOf(1, categoryLimits.maxSlugLength, 'characters'),
      );
  return categories.length > 0 ? { categories: [...new Set(categories)] } : {};
}

function imagesIn({ images = [] }: ProductInput, bad: Bad): Pick<ProductInput, 'images'> {
  checkEntries(images, 'images');
  const { maxImages, maxUrlLength, maxAltLength } = catalogueLimits;
  if (images.length > maxImages)
    bad(`A product has at most ${maxImages} images.`, ['images'], rangeOf(0, maxImages, 'entries'));
  const kept = images.slice(0, maxImages).map(({ url, alt }, index): ProductImage => {
    const at = ['images', String(index)];
    if (textProblem(url, maxUrlLength) || !(isWebAddress(url) || imageData.test(url)))
      bad(
        'The address of an image begins with https:// and has no user name, or with data:image/ and has the image itself.',
        [...at, 'url'],
        rangeOf(1, maxUrlLength, 'characters'),
      );
    const problem = textProblem(alt, maxAltLength, 0);
    if (problem) bad(`The text of an image ${problem}.`, [...at, 'alt'], rangeOf(0, maxAltLength, 'characters'));
    return { url, alt };
  });
  return kept.length > 0 ? { images: kept } : {};
}

/** A small image in its address. As an image, an SVG runs no script. */
const imageData =
  /^data:image\/(?:avif|gif|jpeg|png|svg\+xml|webp)(?:;charset=utf-8|;base64)?,[\w!$%&'()*+,./:;=?@~-]+$/;

function isWebAddress(text: string): boolean {
  if (!URL.canParse(text) || /[\s\p{C}]/u.test(text)) return false;
  const { protocol, username, password } = new URL(text);
  return protocol === 'https:' && username === '' && password === '';
}

type Choices = Pick<ProductInput, 'options' | 'variantOf' | 'optionValues'>;

function choicesIn({ sku, options = [], variantOf = null, optionValues = [] }: ProductInput, bad: Bad): Choices {
  checkEntries(options, 'options');
  checkEntries(optionValues, 'optionValues');
  const { maxOptions, maxOptionLength } = catalogueLimits;
  const range = rangeOf(0, maxOptions, 'entries');
  if (options.length > maxOptions) bad(`A product has at most ${maxOptions} options.`, ['options'], range);
  if (optionValues.length > maxOptions) bad(`A variant has at most ${maxOptions} values.`, ['optionValues'], range);
  const tidy = (text: string, at: readonly string[]): string => {
    const kept = text.replace(/\s+/g, ' ').trim();
    if (textProblem(kept, maxOptionLength) || !/^[^=\p{C}]+$/u.test(kept))
      bad(
        `An option, and its value, has 1 to ${maxOptionLength} characters and no =.`,
        at,
        rangeOf(1, maxOptionLength, 'characters'),
      );
    return kept;
  };
  const names = options.slice(0, maxOptions).map((name, index) => tidy(name, ['options', String(index)]));
  const values = optionValues.slice(0, maxOptions).map(({ name, value }, index): OptionValue => {
    const at = ['optionValues', String(index)];
    return { name: tidy(name, [...at, 'name']), value: tidy(value, [...at, 'value']) };
  });
  if (isRepeated(names)) bad('Two options have one name.', ['options'], range);
  if (isRepeated(values.map(({ name }) => name))) bad('An option has two values.', ['optionValues']);
  if (variantOf === null && values.length > 0)
    bad('Only a variant has values of options: give `variantOf`.', ['optionValues']);
  if (variantOf !== null) {
    if (!isSku(variantOf) || variantOf === sku) bad('Give the SKU of another product.', ['variantOf']);
    if (values.length === 0) bad('A variant has a value for each option of its product.', ['optionValues']);
    if (names.length > 0) bad('A variant has no variants itself.', ['options']);
  }
  return {
    ...(names.length > 0 && { options: names }),
    ...(variantOf !== null && { variantOf, optionValues: values }),
  };
}

function isRepeated(names: readonly string[]): boolean {
  return new Set(names.map((name) => name.toLowerCase())).size < names.length;
}
