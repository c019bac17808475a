/** One line of an order; money is in cents. */
export interface OrderLine {
  readonly sku: string;
  readonly quantity: number;
  readonly unitPrice: number;
}

/** What a customer sends. */
export interface NewOrder {
  readonly customer: string;
  readonly lines: readonly OrderLine[];
  readonly voucher?: string;
}

/** What an order costs, in cents. */
export interface Quote {
  readonly net: number;
  readonly discount: number;
  readonly total: number;
}

interface Voucher {
  readonly percent: number;
}

/** The vouchers of this season; marketing takes old ones out. */
const vouchers: Record<string, Voucher> = {
  WELCOME10: { percent: 10 },
  AUTUMN15: { percent: 15 },
};

/** Prices an order. */
export function quote(order: NewOrder): Quote {
  const net = order.lines.reduce((sum, line) => sum + line.quantity * line.unitPrice, 0);
  const discount = discountOf(order, net);
  return { net, discount, total: net - discount };
}

function discountOf(order: NewOrder, net: number): number {
  if (order.voucher === undefined) return 0;
  return Math.round((net * vouchers[order.voucher].percent) / 100);
}
