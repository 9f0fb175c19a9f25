import { ApiError } from "#shared/adapters/http/api-error.ts";
import { tooManyRows } from "#shared/adapters/http/body-reader.ts";
import type { CallBudget } from "#shared/adapters/http/call-budget.ts";
import { mapFailFast } from "#shared/adapters/http/map-fail-fast.ts";
import type { Page } from "./ringex-schemas.ts";

/** Rows on a page, unless the server gives less; RingEX gives no more. */
export const rowsPerPage = 1_000;

/** More pages than any account has: the numbers of such a list are wrong. */
const maxPages = 10_000;

/** A list of rows with an id, page by page. */
interface PagedList<Row> {
  /** Method and path, for the cause. */
  readonly about: string;
  /** 1 is the first page. */
  readonly page: (page: number) => Promise<Page<Row>>;
  readonly budget: CallBudget;
}

type Pass<R extends Row> =
  | { readonly kind: "whole"; readonly rows: Rows<R> }
  /** Fits together as far as can be seen, but without totals a row may have slipped between two pages. */
  | { readonly kind: "likely"; readonly rows: Rows<R> }
  | { readonly kind: "torn"; readonly why: string };

/** Without an id it names nobody. */
interface Row {
  readonly id?: string;
}

/** A whole list: its rows by id, and how many name nobody. */
export interface WholeList<R> {
  readonly records: readonly (R & { readonly id: string })[];
  readonly nameless: number;
}

/**
 * Reads a list of which nobody is missing: one total on all pages, equal to the number of distinct ids. A list
 * that changed meanwhile is read once more. Where the server gives no totals and there are several pages, two
 * readings have to agree.
 * @throws ApiError if a page cannot be read, the list does not hold still or has too many rows
 */
export async function readAllPages<R extends Row>(list: PagedList<R>): Promise<WholeList<R>> {
  const first = await pass(list);
  if (first.kind === "whole") return first.rows.list();
  const second = await pass(list);
  if (second.kind === "whole") return second.rows.list();
  if (first.kind === "likely" && second.kind === "likely" && first.rows.hasSameIds(second.rows)) {
    return second.rows.list();
  }
  const why = second.kind === "torn" ? second.why : "two readings without totals differ";
  throw new ApiError(`${list.about}: the list could not be read as a whole, also when read again: ${why}.`, {
    kind: "unusable",
  });
}

async function pass<R extends Row>(list: PagedList<R>): Promise<Pass<R>> {
  list.budget.expect(1);
  const first = await list.page(1);
  checkRows(list, Math.max(first.totalElements ?? 0, first.records.length));
  return first.totalElements === undefined ? await follow(list, first) : await count(list, first);
}

/** With a total it is known which pages there are, so they are read side by side. */
async function count<R extends Row>(list: PagedList<R>, first: Page<R>): Promise<Pass<R>> {
  const total = first.totalElements ?? 0;
  const size = first.perPage === undefined || first.perPage === 0 ? first.records.length : first.perPage;
  const pages = total <= first.records.length ? 1 : Math.ceil(total / size);
  if (pages > maxPages) return { kind: "torn", why: "the first page is empty, or the total is absurd" };
  const numbers = Array.from({ length: pages - 1 }, (_, index) => index + 2);
  list.budget.expect(numbers.length);
  const others = await mapFailFast(numbers, (number) => list.page(number));
  const rows = new Rows<R>();
  for (const [index, page] of [first, ...others].entries()) {
    if (page.page !== undefined && page.page !== index + 1) return { kind: "torn", why: "a page came twice" };
    if (page.totalElements !== undefined && page.totalElements !== total) {
      return { kind: "torn", why: `the total changed from ${total} to ${page.totalElements} while it was read` };
    }
    for (const row of page.records) rows.add(row);
  }
  if (rows.size === total) return { kind: "whole", rows };
  return { kind: "torn", why: `its total is ${total}, but it has ${rows.size} different records` };
}

/** Without a total the end shows only when it is reached: a page that is not full and names no next one. */
async function follow<R extends Row>(list: PagedList<R>, first: Page<R>): Promise<Pass<R>> {
  const rows = new Rows<R>();
  let read = 0;
  for (let number = 1, page = first; number <= maxPages; number += 1) {
    for (const row of page.records) rows.add(row);
    read += page.records.length;
    checkRows(list, read);
    if (rows.size < read) return { kind: "torn", why: "an id is on two pages" };
    if (page.totalElements !== undefined) return { kind: "torn", why: "only some pages give a total" };
    const isFull = page.records.length >= (page.perPage ?? rowsPerPage);
    if (!page.hasNextPage && !isFull) return { kind: number === 1 ? "whole" : "likely", rows };
    if (page.records.length === 0) return { kind: "torn", why: "an empty page names a next one" };
    list.budget.expect(1);
    page = await list.page(number + 1);
  }
  return { kind: "torn", why: "it has no end" };
}

/** @throws ApiError at once, since another reading would not make the list shorter */
function checkRows<R extends Row>({ about }: PagedList<R>, count: number): void {
  const fault = tooManyRows(count);
  if (fault !== undefined) throw new ApiError(`${about}: ${fault}.`, { kind: "unusable" });
}

/** The distinct rows of a list; those that name nobody are counted. */
class Rows<R extends Row> {
  readonly #byId = new Map<string, R & { readonly id: string }>();
  #nameless = 0;

  add(row: R): void {
    const { id } = row;
    if (id === undefined) this.#nameless += 1;
    else this.#byId.set(id, { ...row, id });
  }

  get size(): number {
    return this.#byId.size + this.#nameless;
  }

  list(): WholeList<R> {
    return { records: [...this.#byId.values()], nameless: this.#nameless };
  }

  hasSameIds(other: Rows<R>): boolean {
    if (this.#nameless !== other.#nameless || this.size !== other.size) return false;
    return [...this.#byId.keys()].every((id) => other.#byId.has(id));
  }
}
