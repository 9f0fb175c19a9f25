import { invalidParameter } from "./answers.ts";
import type { Answer, SimulatedRequest } from "./simulated-exchange.ts";

const defaultPerPage = 100;
const maxPerPage = 1_000;

/** The page that a request asks for, 1-indexed; `perPage` is capped at 1,000 as published. */
export interface PageRequest {
  readonly page: number;
  readonly perPage: number;
}

/** Reads `page` and `perPage`; an answer when one of them is not a positive whole number. */
export function pageRequest(query: URLSearchParams): PageRequest | { readonly refusal: Answer } {
  const page = positive(query.get("page"), 1);
  if (page === undefined) return { refusal: invalidParameter("page") };
  const perPage = positive(query.get("perPage"), defaultPerPage);
  if (perPage === undefined) return { refusal: invalidParameter("perPage") };
  return { page, perPage: Math.min(perPage, maxPerPage) };
}

/** One page of a list with its totals and links; a page beyond the end has no records and no next page. */
export function pageOf<Row, Line>(
  rows: readonly Row[],
  options: PageRequest & { readonly request: SimulatedRequest; readonly line: (row: Row) => Line },
) {
  const { page, perPage, request, line } = options;
  const start = (page - 1) * perPage;
  const records = rows.slice(start, start + perPage).map(line);
  const totalPages = Math.max(1, Math.ceil(rows.length / perPage));
  const link = (to: number) => ({ uri: linkTo(request, { page: to, perPage }) });
  return {
    uri: linkTo(request, { page, perPage }),
    records,
    paging: {
      page,
      perPage,
      ...(records.length === 0 ? {} : { pageStart: start, pageEnd: start + records.length - 1 }),
      totalPages,
      totalElements: rows.length,
    },
    navigation: {
      firstPage: link(1),
      ...(page < totalPages ? { nextPage: link(page + 1) } : {}),
      ...(page > 1 ? { previousPage: link(Math.min(page - 1, totalPages)) } : {}),
      lastPage: link(totalPages),
    },
  };
}

function linkTo(request: SimulatedRequest, to: PageRequest): string {
  const url = new URL(request.origin + request.path);
  url.searchParams.set("page", String(to.page));
  url.searchParams.set("perPage", String(to.perPage));
  return url.href;
}

function positive(text: string | null, otherwise: number): number | undefined {
  if (text === null) return otherwise;
  const value = Number(text);
  return /^\d+$/.test(text) && Number.isSafeInteger(value) && value > 0 ? value : undefined;
}
