import { useReading } from '../../data.ts';
import { PriceRulesDocument } from '../../generated/graphql.ts';
import { Page } from '../../parts/page.tsx';
import { ReadingView } from '../../parts/reading-view.tsx';
import { DiscountsPanel } from './discounts-panel.tsx';
import { ShippingPanel } from './shipping-panel.tsx';
import { TaxesPanel } from './taxes-panel.tsx';

const askEveryMs = 10_000;

/** What totals are made of beside the goods: discounts, shipping and taxes. */
export function PricesPage() {
  const reading = useReading(PriceRulesDocument, {}, askEveryMs);
  return (
    <Page title="Prices">
      <ReadingView reading={reading}>
        {({ discounts, shippingMethods, taxZones }) => (
          <>
            <DiscountsPanel discounts={discounts} onChanged={reading.refresh} />
            <ShippingPanel methods={shippingMethods} onChanged={reading.refresh} />
            <TaxesPanel zones={taxZones} onChanged={reading.refresh} />
          </>
        )}
      </ReadingView>
    </Page>
  );
}
