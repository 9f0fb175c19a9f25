import { describe, expect, it } from "vitest";
import { CallBudget } from "#shared/adapters/http/call-budget.ts";
import { parsedBy } from "#shared/adapters/http/response-body.ts";
import { readAllPages } from "#shared/adapters/ringcentral/read-all-pages.ts";
import type { Page } from "#shared/adapters/ringcentral/ringex-schemas.ts";
import { extensionPage } from "#shared/adapters/ringcentral/ringex-schemas.ts";

interface Row {
  readonly id?: string;
}

const ids = (from: number, to: number): Row[] =>
  Array.from({ length: to - from + 1 }, (_, index) => ({ id: String(from + index) }));

/** A list of pages of two rows, as each of its readings finds it. */
function listOf(readings: readonly (readonly Partial<Page<Row>>[])[]) {
  const asked: number[] = [];
  let reading = -1;
  const read = readAllPages<Row>({
    about: "GET /list",
    budget: new CallBudget(),
    page: (page) => {
      asked.push(page);
      if (page === 1) reading += 1;
      return Promise.resolve({ records: [], perPage: 2, hasNextPage: false, ...readings[reading]?.[page - 1] });
    },
  });
  return { read, asked };
}

const total = (totalElements: number, ...pages: (readonly Row[])[]) =>
  pages.map((records) => ({ records, totalElements }));

describe("a list with totals", () => {
  it("is whole when the total equals the number of distinct ids", async () => {
    const { read, asked } = listOf([total(5, ids(1, 2), ids(3, 4), ids(5, 5))]);
    expect(await read).toEqual({ records: ids(1, 5), nameless: 0 });
    expect(asked).toEqual([1, 2, 3]);
  });

  it("is one page when it is empty", async () => {
    const { read, asked } = listOf([total(0, [])]);
    expect(await read).toEqual({ records: [], nameless: 0 });
    expect(asked).toEqual([1]);
  });

  it("is read once more when somebody is on two pages", async () => {
    const { read, asked } = listOf([total(4, ids(1, 2), ids(2, 3)), total(4, ids(1, 2), ids(3, 4))]);
    expect(await read).toEqual({ records: ids(1, 4), nameless: 0 });
    expect(asked).toEqual([1, 2, 1, 2]);
  });

  it("is read once more when the total changes from page to page", async () => {
    const torn = [
      { records: ids(1, 2), totalElements: 4 },
      { records: ids(3, 4), totalElements: 3 },
    ];
    const { read, asked } = listOf([torn, total(4, ids(1, 2), ids(3, 4))]);
    expect(await read).toEqual({ records: ids(1, 4), nameless: 0 });
    expect(asked).toEqual([1, 2, 1, 2]);
  });

  it("is unreadable when it changes again", async () => {
    const { read } = listOf([total(4, ids(1, 2), ids(3, 3)), total(4, ids(1, 2), ids(2, 3))]);
    await expect(read).rejects.toThrow("its total is 4, but it has 3 different records");
  });

  it("is unreadable when the server sends the first page again and again", async () => {
    const again = [
      { records: ids(1, 2), totalElements: 4, page: 1 },
      { records: ids(1, 2), totalElements: 4, page: 1 },
    ];
    await expect(listOf([again, again]).read).rejects.toThrow("a page came twice");
  });

  it.each([
    ["its total says so", { records: ids(1, 2), totalElements: 1_000_001 }],
    ["its first page has them, whatever the total says", { records: ids(1, 1_000_001), totalElements: 2 }],
    ["its first page has them, without a total", { records: ids(1, 1_000_001) }],
  ])("is unreadable at once with more than a million rows, when %s", async (_, page) => {
    const { read, asked } = listOf([[page]]);
    await expect(read).rejects.toThrow("GET /list: the list has 1,000,001 rows, and no more than 1,000,000 are read.");
    expect(asked).toEqual([1]);
  });

  it("is unreadable, not empty, when the first page has a total and no rows", async () => {
    const { read } = listOf([total(4, [], []), total(4, [], [])]);
    await expect(read).rejects.toThrow("its total is 4, but it has 0 different records");
  });

  it("counts the records without an id, which the total counts, too", async () => {
    const { read, asked } = listOf([total(5, [...ids(1, 1), {}], [...ids(2, 2), {}], ids(3, 3))]);
    expect(await read).toEqual({ records: ids(1, 3), nameless: 2 });
    expect(asked).toEqual([1, 2, 3]);
  });

  it("is read once more when a record without an id leaves a gap", async () => {
    const { read, asked } = listOf([total(4, ids(1, 2), [{}]), total(4, ids(1, 2), [...ids(3, 3), {}])]);
    expect(await read).toEqual({ records: ids(1, 3), nameless: 1 });
    expect(asked).toEqual([1, 2, 1, 2]);
  });

  it("follows a smaller page size than was asked for", async () => {
    const pages = [ids(1, 2), ids(3, 4), ids(5, 5)].map((records) => ({ records, totalElements: 5, perPage: 0 }));
    const { read, asked } = listOf([pages]);
    expect(await read).toEqual({ records: ids(1, 5), nameless: 0 });
    expect(asked).toEqual([1, 2, 3]);
  });
});

describe("a list without totals", () => {
  it("is whole when its only page is not full and names no next one", async () => {
    const { read, asked } = listOf([[{ records: ids(1, 1) }]]);
    expect(await read).toEqual({ records: ids(1, 1), nameless: 0 });
    expect(asked).toEqual([1]);
  });

  it("of several pages is whole when two readings agree", async () => {
    const pages = [{ records: ids(1, 2), hasNextPage: true }, { records: ids(3, 3) }];
    const { read, asked } = listOf([pages, pages]);
    expect(await read).toEqual({ records: ids(1, 3), nameless: 0 });
    expect(asked).toEqual([1, 2, 1, 2]);
  });

  it("goes on after a full page that names no next one", async () => {
    const pages = [{ records: ids(1, 2) }, { records: [] }];
    const { read, asked } = listOf([pages, pages]);
    expect(await read).toEqual({ records: ids(1, 2), nameless: 0 });
    expect(asked).toEqual([1, 2, 1, 2]);
  });

  it("goes on after a short page that names a next one", async () => {
    const pages = [{ records: ids(1, 1), hasNextPage: true }, { records: ids(2, 2) }];
    expect(await listOf([pages, pages]).read).toEqual({ records: ids(1, 2), nameless: 0 });
  });

  it("with records without an id is whole when two readings have as many of them", async () => {
    const pages = [{ records: [...ids(1, 1), {}], hasNextPage: true }, { records: ids(2, 2) }];
    expect(await listOf([pages, pages]).read).toEqual({ records: ids(1, 2), nameless: 1 });
    const fewer = [{ records: [...ids(1, 1), ...ids(3, 3)], hasNextPage: true }, { records: ids(2, 2) }];
    await expect(listOf([pages, fewer]).read).rejects.toThrow("two readings without totals differ");
  });

  it("is unreadable when two readings differ", async () => {
    const before = [{ records: ids(1, 2), hasNextPage: true }, { records: ids(3, 3) }];
    const after = [{ records: ids(1, 2), hasNextPage: true }, { records: ids(4, 4) }];
    await expect(listOf([before, after]).read).rejects.toThrow("two readings without totals differ");
  });

  it("is unreadable when an empty page names a next one", async () => {
    const pages = [
      { records: ids(1, 2), hasNextPage: true },
      { records: [], hasNextPage: true },
    ];
    await expect(listOf([pages, pages]).read).rejects.toThrow("an empty page names a next one");
  });

  it("is unreadable when only some pages give a total", async () => {
    const pages = [
      { records: ids(1, 2), hasNextPage: true },
      { records: ids(3, 3), totalElements: 3 },
    ];
    await expect(listOf([pages, pages]).read).rejects.toThrow("only some pages give a total");
  });
});

describe("a page of extensions", () => {
  const parse = parsedBy(extensionPage);

  it("keeps id and status of each line, and where the page stands", () => {
    const body = {
      records: [
        { id: 401864056008, status: "Frozen", name: "Jane Doe", contact: { email: "jane.doe@people.example" } },
      ],
      paging: { page: 1, perPage: 1000, totalPages: 2, totalElements: 1001, pageStart: 0 },
      navigation: { firstPage: { uri: "x" }, nextPage: { uri: "y" } },
    };
    expect(parse(body)).toEqual({
      records: [{ id: "401864056008", status: "Frozen" }],
      page: 1,
      perPage: 1000,
      totalElements: 1001,
      hasNextPage: true,
    });
  });

  it.each([
    ["a list", []],
    ["no records", { paging: {} }],
    ["a total that is no number", { records: [], paging: { totalElements: "1" } }],
    ["a negative total", { records: [], paging: { totalElements: -1 } }],
  ])("is unreadable when it is or has %s", (_, body) => {
    expect(() => parse(body)).toThrow(/wrong shape/);
  });

  it.each([
    ["no id", { status: "Enabled" }, { status: "Enabled" }],
    ["the id 0", { id: 0, status: "Enabled" }, { status: "Enabled" }],
    ["an id that is none", { id: "x7", status: "Enabled" }, { status: "Enabled" }],
    ["an id as text", { id: "7", status: "Enabled" }, { id: "7", status: "Enabled" }],
    ["no status", { id: 1 }, { id: "1" }],
    ["an unknown status", { id: 1, status: "Sleeping" }, { id: "1" }],
    ["a status that is no text", { id: 1, status: 7 }, { id: "1" }],
    ["null for a record", null, {}],
    ["a number for a record", 1, {}],
    ["text for a record", "x", {}],
  ])("keeps what it can of a line with %s, and the other lines", (_, line, record) => {
    const body = { records: [line, { id: 2, status: "Frozen" }] };
    expect(parse(body)).toEqual({ records: [record, { id: "2", status: "Frozen" }], hasNextPage: false });
  });
});
