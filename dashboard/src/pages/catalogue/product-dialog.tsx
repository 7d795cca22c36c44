import { useState } from 'react';
import { useAction } from '../../data.ts';
import { ProductSetDocument, type ProductSetInput, type ProductViewFragment } from '../../generated/graphql.ts';
import { Field } from '../../parts/field.tsx';
import { FormDialog } from '../../parts/form-dialog.tsx';
import { fieldErrorsOf } from '../../problem.ts';
import { tagsOf } from './tags.ts';

interface ProductDialogProps {
  /** The product to edit; a new one where absent. */
  product?: ProductViewFragment;
  onClose(): void;
  onSaved(product: ProductViewFragment): void;
}

/** As it stands in the form: the price as it is typed, tags with commas between. */
interface Draft {
  sku: string;
  name: string;
  description: string;
  tags: string;
  amount: string;
  currency: string;
  weightGrams: string;
  taxClass: string;
  active: boolean;
}

/** What a product is, with what is wrong beside each field. */
export function ProductDialog({ product, onClose, onSaved }: ProductDialogProps) {
  const save = useAction(ProductSetDocument);
  const [draft, setDraft] = useState(() => draftOf(product));
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
      title={product ? `Edit ${product.name}` : 'New product'}
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
  return (name: Exclude<keyof Draft, 'active'>) => ({
    value: draft[name],
    onChange: ({ target }: { target: { value: string } }) => onChange({ ...draft, [name]: target.value }),
  });
}

function draftOf(product: ProductViewFragment | undefined): Draft {
  return {
    sku: product?.sku ?? '',
    name: product?.name ?? '',
    description: product?.description ?? '',
    tags: product?.tags.join(', ') ?? '',
    amount: product?.price.amount ?? '',
    currency: product?.price.currency ?? 'EUR',
    weightGrams: product?.weightGrams?.toString() ?? '',
    taxClass: product?.taxClass ?? '',
    active: product?.active ?? true,
  };
}

function inputOf({ amount, currency, tags, description, weightGrams, taxClass, ...rest }: Draft): ProductSetInput {
  return {
    ...rest,
    description: description.trim() || null,
    tags: tagsOf(tags),
    price: { amount, currency },
    weightGrams: weightGrams === '' ? null : Number(weightGrams),
    taxClass: taxClass.trim() || null,
  };
}
