// What a shop's invoices add up to, counted by awk.

import { execFileSync } from 'node:child_process';

export interface RetailCount {
  readonly orders: number;
  readonly units: number;
  /** In pence. */
  readonly revenue: number;
  readonly cancellations: number;
  readonly cancelled: number;
  readonly products: number;
  /** The product of which most pieces were sold. */
  readonly bestSeller: string;
  /** Orders of customer 17850. */
  readonly ofOneCustomer: number;
}

// The description may hold commas, so what comes after it is counted from the end.
const program = `
  NR == 1 { next }
  {
    quantity = $(NF - 4); pence = int($(NF - 2) * 100 + 0.5); customer = $(NF - 1)
    if ($1 ~ /^C/) {
      if (quantity < 0 && pence > 0) { gone[$1] = 1; cancelled -= quantity * pence }
    } else if (quantity > 0 && pence > 0) {
      orders[$1] = 1; units += quantity; revenue += quantity * pence; sold[$2] += quantity
      if (customer == "17850.0") own[$1] = 1
    }
    if (pence > 0 && $2 ~ /[0-9]/) products[$2] = 1
  }
  END {
    for (sku in sold) if (sold[sku] > most) { most = sold[sku]; best = sku }
    printf "{\\"orders\\":%d,\\"units\\":%d,\\"revenue\\":%d,\\"cancellations\\":%d,\\"cancelled\\":%d,", length(orders), units, revenue, length(gone), cancelled
    printf "\\"products\\":%d,\\"bestSeller\\":\\"%s\\",\\"ofOneCustomer\\":%d}", length(products), best, length(own)
  }
`;

export function countRetail(file: string): RetailCount {
  return JSON.parse(
    execFileSync('awk', ['-F,', program, file], { encoding: 'utf8', env: { ...process.env, LC_ALL: 'C' } }),
  );
}
