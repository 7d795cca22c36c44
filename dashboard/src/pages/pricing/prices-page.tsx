import { useReading } from '../../data.ts';
import { PriceRulesDocument } from '../../generated/graphql.ts';
import { Page } from '../../parts/page.tsx';
import { ReadingView } from '../../parts/reading-view.tsx';
import { discountKind } from './discount-kind.ts';
import { RulesPanel } from './rules-panel.tsx';
import { shippingKind } from './shipping-kind.ts';
import { taxKind } from './tax-kind.ts';

const askEveryMs = 10_000;

/** What totals are made of beside the goods: discounts, shipping and taxes. */
export function PricesPage() {
  const reading = useReading(PriceRulesDocument, {}, askEveryMs);
  return (
    <Page title="Prices">
      <ReadingView reading={reading}>
        {({ discounts, shippingMethods, taxZones }) => (
          <>
            <RulesPanel kind={discountKind} rules={discounts} onChanged={reading.refresh} />
            <RulesPanel kind={shippingKind} rules={shippingMethods} onChanged={reading.refresh} />
            <RulesPanel kind={taxKind} rules={taxZones} onChanged={reading.refresh} />
          </>
        )}
      </ReadingView>
    </Page>
  );
}
