import { useState } from 'react';
import { useAction } from '../../data.ts';
import {
  type CatalogueProductFragment,
  ProductSetDocument,
  type ProductViewFragment,
} from '../../generated/graphql.ts';
import { Field } from '../../parts/field.tsx';
import { FormDialog } from '../../parts/form-dialog.tsx';
import { fieldErrorsOf } from '../../problem.ts';
import { type Draft, draftOf, inputOf, variantDraftOf } from './product-draft.ts';

interface ProductDialogProps {
  /** The product to edit; a new one where absent. */
  product?: CatalogueProductFragment;
  /** The product of which a new variant is made. */
  parent?: CatalogueProductFragment;
  onClose(): void;
  onSaved(product: ProductViewFragment): void;
}

/** What a product is, with what is wrong beside each field. */
export function ProductDialog({ product, parent, onClose, onSaved }: ProductDialogProps) {
  const save = useAction(ProductSetDocument);
  const [draft, setDraft] = useState(() => (parent ? variantDraftOf(parent) : draftOf(product)));
  const [errors, setErrors] = useState(fieldErrorsOf());

  async function submit(): Promise<boolean> {
    const payload = (await save.run({ input: { ...inputOf(draft), mustBeNew: !product } }))?.productSet;
    setErrors(fieldErrorsOf(payload?.userErrors));
    // A payload has the product as it is also where the change was refused.
    if (!payload?.product || payload.userErrors.length > 0) return false;
    onSaved(payload.product);
    return true;
  }

  // What belongs to a field is told there.
  const problem = errors.size === 0 ? save.problem : errors.get('');
  return (
    <FormDialog
      title={product ? `Edit ${product.name}` : parent ? `New variant of ${parent.name}` : 'New product'}
      save={{ busy: save.busy, problem }}
      onSubmit={submit}
      onClose={onClose}
    >
      <ProductFields draft={draft} errors={errors} isNew={!product} onChange={setDraft} />
    </FormDialog>
  );
}

interface ProductFieldsProps {
  draft: Draft;
  errors: ReturnType<typeof fieldErrorsOf>;
  isNew: boolean;
  onChange(draft: Draft): void;
}

function ProductFields({ draft, errors, isNew, onChange }: ProductFieldsProps) {
  const field = fieldsOf(draft, onChange);
  return (
    <>
      {isNew && (
        <div className="whole">
          <Field label="SKU" error={errors.get('sku')} hint="Identifies the product. It cannot be changed later.">
            {(attributes) => <input required {...attributes} {...field('sku')} />}
          </Field>
        </div>
      )}
      <div className="whole">
        <Field label="Name" error={errors.get('name')}>
          {(attributes) => <input required {...attributes} {...field('name')} />}
        </Field>
      </div>
      <PriceFields draft={draft} errors={errors} onChange={onChange} />
      <div className="whole">
        <Field label="In other currencies" error={firstOf(errors, 'prices')} hint="Such as USD 19.99, GBP 15">
          {(attributes) => <input {...attributes} {...field('prices')} />}
        </Field>
      </div>
      <Field label="Weight in grams" error={errors.get('weightGrams')} hint="One piece with its packaging">
        {(attributes) => <input type="number" min={0} step={1} {...attributes} {...field('weightGrams')} />}
      </Field>
      <Field label="Tax class" error={errors.get('taxClass')} hint="Empty for the standard one">
        {(attributes) => <input {...attributes} {...field('taxClass')} />}
      </Field>
      <div className="whole">
        <Field label="Tags" error={errors.get('tags')} hint="With commas between">
          {(attributes) => <input {...attributes} {...field('tags')} />}
        </Field>
      </div>
      {draft.variantOf === null ? (
        <PlacingFields {...{ draft, errors, onChange }} />
      ) : (
        <ValueFields {...{ draft, errors, onChange }} />
      )}
      <div className="whole">
        <Field
          label="Images"
          error={firstOf(errors, 'images')}
          hint="One per line: the address, a space, and a text for people who do not see the image"
        >
          {(attributes) => <textarea rows={2} {...attributes} {...field('images')} />}
        </Field>
      </div>
      <div className="whole">
        <Field label="Description" error={errors.get('description')}>
          {(attributes) => <textarea rows={4} {...attributes} {...field('description')} />}
        </Field>
      </div>
      <div className="checks">
        <label>
          <input
            type="checkbox"
            checked={draft.active}
            onChange={({ target }) => onChange({ ...draft, active: target.checked })}
          />
          For sale
        </label>
      </div>
    </>
  );
}

/** What a product has that is no variant. */
function PlacingFields({ draft, errors, onChange }: Omit<ProductFieldsProps, 'isNew'>) {
  const field = fieldsOf(draft, onChange);
  return (
    <>
      <Field label="Categories" error={firstOf(errors, 'categories')} hint="Slugs, with commas between">
        {(attributes) => <input {...attributes} {...field('categories')} />}
      </Field>
      <Field label="Options" error={firstOf(errors, 'options')} hint="Such as Size, Colour, if it is sold as variants">
        {(attributes) => <input {...attributes} {...field('options')} />}
      </Field>
    </>
  );
}

/** What a variant has: a value for each option. */
function ValueFields({ draft, errors, onChange }: Omit<ProductFieldsProps, 'isNew'>) {
  const error = firstOf(errors, 'optionValues');
  return draft.optionValues.map(({ name, value }, index) => (
    <Field key={name} label={name} error={index === 0 ? error : undefined}>
      {(attributes) => (
        <input
          required
          {...attributes}
          value={value}
          onChange={({ target }) =>
            onChange({
              ...draft,
              optionValues: draft.optionValues.with(index, { name, value: target.value }),
            })
          }
        />
      )}
    </Field>
  ));
}

/** What is wrong with a list, or with one of its entries. */
function firstOf(errors: ReturnType<typeof fieldErrorsOf>, list: string): string | undefined {
  return [...errors].find(([field]) => field === list || field.startsWith(`${list}.`))?.[1];
}

function PriceFields({ draft, errors, onChange }: Omit<ProductFieldsProps, 'isNew'>) {
  const field = fieldsOf(draft, onChange);
  return (
    <>
      <Field label="Price" error={errors.get('price.amount')}>
        {(attributes) => (
          <input
            required
            inputMode="decimal"
            pattern="\d{1,15}(\.\d{1,6})?"
            title="A decimal number, such as 19.99"
            {...attributes}
            {...field('amount')}
          />
        )}
      </Field>
      <Field label="Currency" error={errors.get('price.currency')}>
        {(attributes) => (
          <input
            required
            pattern="[A-Z]{3}"
            title="Three capital letters, such as EUR"
            {...attributes}
            {...field('currency')}
          />
        )}
      </Field>
    </>
  );
}

/** What ties a text of the draft to its input. */
function fieldsOf(draft: Draft, onChange: (draft: Draft) => void) {
  return (name: Exclude<keyof Draft, 'active' | 'variantOf' | 'optionValues'>) => ({
    value: draft[name],
    onChange: ({ target }: { target: { value: string } }) => onChange({ ...draft, [name]: target.value }),
  });
}
