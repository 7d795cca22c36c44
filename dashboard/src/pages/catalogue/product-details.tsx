import { formatMoney } from '../../format.ts';
import type { CatalogueProductFragment } from '../../generated/graphql.ts';
import { Badge } from '../../parts/badge.tsx';
import { Link } from '../../routing.tsx';

/** What a product is. */
export function ProductDetails({ product }: { product: CatalogueProductFragment }) {
  const { sku, prices, active, tags, categories, options, optionValues, images, description, variantOf } = product;
  return (
    <dl className="details">
      <dt>SKU</dt>
      <dd>{sku}</dd>
      {variantOf && (
        <>
          <dt>Variant of</dt>
          <dd>
            <Link page="catalogue" item={variantOf.sku}>
              {variantOf.name}
            </Link>
          </dd>
        </>
      )}
      {optionValues.map(({ name, value }) => (
        <OptionRow key={name} name={name} text={value} />
      ))}
      {options.map(({ name, values }) => (
        <OptionRow key={name} name={name} text={values.join(', ') || '–'} />
      ))}
      <dt>Price</dt>
      <dd>{prices.map(formatMoney).join(', ')}</dd>
      <dt>State</dt>
      <dd>{active ? <Badge tone="good">For sale</Badge> : <Badge tone="caution">Not for sale</Badge>}</dd>
      <dt>Categories</dt>
      <dd>{categories.map(({ name }) => name).join(', ') || '–'}</dd>
      <dt>Tags</dt>
      <dd>{tags.join(', ') || '–'}</dd>
      <dt>Images</dt>
      <dd>
        {images.length === 0 && '–'}
        {images.map(({ url, alt }) => (
          <div key={url}>
            {url.startsWith('data:') ? (
              <img src={url} alt={alt} width="96" height="96" />
            ) : (
              <a href={url} rel="noreferrer" target="_blank">
                {alt || url}
              </a>
            )}
          </div>
        ))}
      </dd>
      <dt>Description</dt>
      <dd>{description || '–'}</dd>
    </dl>
  );
}

function OptionRow({ name, text }: { name: string; text: string }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{text}</dd>
    </>
  );
}
