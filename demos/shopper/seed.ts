/* The rows of a new shop. Prices are in cents. */

/** Id, name and address. */
export const users = [
  ['U-1', 'Ada', 'ada@example.com'],
  ['U-2', 'Ben', 'ben@example.com'],
] as const;

/** Id, name, description, price and stock. */
export const products = [
  ['P-101', 'kettle', 'Boils a litre of water for tea and coffee in two minutes', 4900, 12],
  ['P-102', 'coffee grinder', 'Burr grinder with eighteen settings', 8900, 5],
  ['P-103', 'French press', 'Glass jug for making coffee, eight cups', 3400, 9],
  ['P-104', 'mug', 'Stoneware cup with a handle, for coffee and tea', 1200, 80],
  ['P-105', 'chef knife', 'Forged steel, a blade of twenty centimetres', 11900, 4],
  ['P-106', 'cutting board', 'Oak, with a groove for the juice', 3900, 15],
  ['P-107', 'frying pan', 'Cast iron, 28 centimetres, for a lifetime of cooking', 6400, 7],
  ['P-108', 'saucepan', 'Steel, two litres, with a lid', 5200, 11],
  ['P-109', 'apron', 'Linen, a present for somebody who cooks', 2800, 20],
  ['P-110', 'scale', 'Kitchen scale, to the gram, up to five kilograms', 2600, 0],
] as const;

/** Id, user, product, quantity, price of a piece, day and status. */
export const orders = [
  [1001, 'U-1', 'P-101', 1, 4900, '2026-03-02', 'delivered'],
  [1002, 'U-2', 'P-105', 1, 11900, '2026-03-05', 'delivered'],
  [1003, 'U-1', 'P-104', 4, 1200, '2026-03-09', 'delivered'],
  [1004, 'U-1', 'P-102', 1, 8900, '2026-03-18', 'sent'],
  [1005, 'U-2', 'P-107', 2, 6400, '2026-03-19', 'placed'],
] as const;
