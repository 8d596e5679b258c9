import { fileURLToPath } from 'node:url';
import Database from 'libsql';
import { orders, products, users } from './seed.ts';

/** The shop's file. `SHOPPER_DB` names another one. */
const FILE = fileURLToPath(new URL('./shop.db', import.meta.url));

let opened: Database.Database | undefined;

/** Returns the shop's database. The first call opens the file, and creates and fills it when it is new. */
export const database = (): Database.Database => (opened ??= openShop(process.env['SHOPPER_DB'] || FILE));

/** Opens a shop. Several processes may open the same file. */
export const openShop = (file: string): Database.Database => {
  const shop = new Database(file);
  // A committed refund survives a power cut, and a second process waits for the first.
  shop.exec(
    'pragma busy_timeout = 5000; pragma journal_mode = wal; pragma synchronous = full; pragma foreign_keys = on',
  );
  shop.transaction(createOnce).immediate(shop);
  return shop;
};

/** One transaction: a process that is killed in the middle leaves an empty file, which the next one fills. */
const createOnce = (shop: Database.Database): void => {
  const { user_version: version } = shop.prepare('pragma user_version').get() as { readonly user_version: number };
  if (version > 0) return;
  shop.exec(SCHEMA);
  const fill = (sql: string, rows: readonly (readonly unknown[])[]): void => {
    const statement = shop.prepare(sql);
    for (const row of rows) statement.run(...row);
  };
  fill('insert into users values (?, ?, ?)', users);
  fill('insert into products values (?, ?, ?, ?, ?)', products);
  fill(
    'insert into orders (id, user_id, product_id, quantity, price, placed_on, status) values (?, ?, ?, ?, ?, ?, ?)',
    orders,
  );
  shop.exec('pragma user_version = 1');
};

/** Amounts are in cents. The checks hold whatever a function lets through. */
const SCHEMA = `
  create table users (id text primary key, name text not null, email text not null) strict;

  create table products (
    id text primary key check (id glob 'P-[0-9][0-9][0-9]'),
    name text not null,
    description text not null,
    price integer not null check (price > 0),
    stock integer not null check (stock >= 0)
  ) strict;

  create table orders (
    id integer primary key,
    user_id text not null references users,
    product_id text not null references products,
    quantity integer not null check (quantity between 1 and 20),
    price integer not null check (price > 0),
    placed_on text not null,
    status text not null check (status in ('placed', 'sent', 'delivered')),
    idempotency_key text unique
  ) strict;
  create index orders_of_user on orders (user_id, id);

  create table refunds (
    idempotency_key text primary key,
    order_id integer not null references orders,
    quantity integer not null check (quantity > 0),
    amount integer not null check (amount > 0),
    reason text not null
  ) strict;
  create index refunds_of_order on refunds (order_id);

  create trigger refunds_stay_within_the_order before insert on refunds
  when new.quantity + (select total(quantity) from refunds where order_id = new.order_id)
    > (select quantity from orders where id = new.order_id)
  begin
    select raise(abort, 'more would be refunded than was ordered');
  end;

  create table mails (id integer primary key, user_id text not null references users, body text not null) strict;
`;
