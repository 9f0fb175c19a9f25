import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseApproveEvent } from "#functions/page/approve/approve-event.ts";
import type { ApprovePorts } from "#functions/page/approve/approve-request.ts";
import { makePageApproveHandler } from "#functions/page/approve/handler.ts";
import { makePageHandler } from "#functions/page/handler.ts";
import { html } from "#functions/page/html.ts";
import type { PagePorts } from "#functions/page/page-context.ts";
import { parsePageEvent } from "#functions/page/page-event.ts";
import { makePageSaveHandler } from "#functions/page/save/handler.ts";
import { parseSaveEvent } from "#functions/page/save/save-event.ts";
import type { SavePorts } from "#functions/page/save/save-request.ts";
import { settingFields } from "#functions/page/setting-fields.ts";
import { changedTexts, seenIn, wantedTexts } from "#functions/page/typed-texts.ts";
import { Shown, textOf } from "#test/unit/page/shown.ts";
import { fuzzRuns } from "./fuzz-runs.ts";
import { outcomeOf } from "./harmless.ts";
import { hostileText, hostileValue, mutated, ownProperties } from "./hostile.ts";

const pageArn = "arn:aws:lambda:eu-central-1:111122223333:function:page";
const saveArn = "arn:aws:lambda:eu-central-1:111122223333:function:page-save";
const approveArn = "arn:aws:lambda:eu-central-1:111122223333:function:page-approve";

const names = settingFields.map(({ name }) => name);
const fieldName = fc.constantFrom<string>(...names, "view", "who", "runId", "count", "jwt", "subAccount:15910001");
const typed = fc.oneof(fc.constantFrom("", " ", "true", "02:30", "in", "out", "15910001, 15910006"), hostileText);
const texts = fc.dictionary(fieldName, typed, { maxKeys: 5 });
const widgetContext = fc.record(
  {
    theme: fc.constantFrom("light", "dark"),
    timezone: fc.record({ label: fc.constant("Local"), offsetISO: fc.constantFrom("+02:00", "-05:30", "Z") }),
    forms: fc.record({ all: texts }),
  },
  { requiredKeys: [] },
);
const common = {
  tenantId: fc.constantFrom("default", "Tenant_1.a-b"),
  runId: fc.constant("01JR0N0000000000000000000A"),
  widgetContext,
};
const pageEvent = fc.record(
  { ...common, view: fc.constantFrom("settings", "runs", "run", "people", "check"), typed: texts },
  { requiredKeys: [] },
);
const saveEvent = fc.record(
  {
    ...common,
    action: fc.constantFrom("save", "save-confirmed", "store-secrets", "run", "dry-run"),
    page: fc.constant(pageArn),
    version: fc.constant("0123456789abcdef".repeat(4)),
    seen: texts,
    texts,
    nonce: fc.uuid(),
  },
  { requiredKeys: ["action", "page"] },
);
const approveEvent = fc.record(
  {
    ...common,
    action: fc.constantFrom("approve", "refuse", "reopen"),
    page: fc.constant(pageArn),
    only: typed.map((text) => text.slice(0, 20_000)),
    nonce: fc.uuid(),
  },
  { requiredKeys: ["action", "page"] },
);

describe.each([
  { of: "the page", valid: pageEvent, parse: parsePageEvent },
  { of: "the function that saves", valid: saveEvent, parse: parseSaveEvent },
  { of: "the function that approves", valid: approveEvent, parse: parseApproveEvent },
])("an event of $of, whatever it is,", ({ valid, parse }) => {
  test("is parsed, or refused by the names of attributes alone", () => {
    fc.assert(
      fc.property(fc.oneof(mutated(valid), hostileValue), (event) => {
        const outcome = outcomeOf(() => parse(event));
        if (outcome.kind === "refused") {
          const name = "(?:event|tenantId|runId|view|typed|list|action|page|version|seen|texts|only|nonce)";
          const words = new RegExp(`^The event of the page is malformed: ${name}(?:, ${name})*$`);
          expect(outcome.message).toMatch(words);
          return;
        }
        const { forms, viewer } = outcome.value;
        expect(Math.abs(viewer.offsetMinutes)).toBeLessThan(100 * 60);
        for (const [name, text] of Object.entries(forms)) {
          expect(name).toMatch(/^[\w:.-]+$/);
          expect(text.length).toBeLessThanOrEqual(20_000);
        }
      }),
      fuzzRuns,
    );
  });

  test("is taken when it is valid", () => {
    fc.assert(
      fc.property(valid, (event) => {
        expect(outcomeOf(() => parse(event))).toMatchObject({
          kind: "value",
          value: { tenantId: event.tenantId ?? "default" },
        });
      }),
      fuzzRuns,
    );
  });
});

describe("what was typed into the form, whatever it is,", () => {
  const forms = fc.oneof(texts, fc.dictionary(fc.oneof(fieldName, hostileText), hostileText, { maxKeys: 5 }));

  test("becomes settings that the form has, and nothing else", () => {
    fc.assert(
      fc.property(forms, texts, fc.subarray([...names]), (typedForms, seen, faulty) => {
        const faults = faulty.map((attribute) => ({ attribute, found: "x", expected: "y" }));
        const changed = changedTexts(typedForms, seen);
        for (const result of [changed, wantedTexts({ changed, forms: typedForms }, faults)]) {
          expect(Object.getPrototypeOf(result)).toBe(Object.prototype);
          expect(names).toEqual(expect.arrayContaining(Object.keys(result)));
          for (const text of Object.values(result)) expect(text).toBeTypeOf("string");
        }
      }),
      fuzzRuns,
    );
  });

  test("is compared with what the form says it was made from, or with nothing", () => {
    const seen = fc.oneof(hostileText, fc.oneof(texts, hostileValue, ownProperties(hostileValue)).map(asJson));
    fc.assert(
      fc.property(seen, (text) => {
        const outcome = outcomeOf(() => seenIn({ seen: text }));
        if (outcome.kind === "refused") throw new Error("what a form was made from is never an error");
        for (const one of Object.values(outcome.value ?? {})) expect(one).toBeTypeOf("string");
      }),
      fuzzRuns,
    );
    fc.assert(
      fc.property(texts, (made) => {
        expect(seenIn({ seen: JSON.stringify(made) })).toEqual(made);
      }),
      fuzzRuns,
    );
  });
});

test("any text is one text and one attribute to a parser of HTML, and adds no element", () => {
  fc.assert(
    fc.property(hostileText, (text) => {
      const shown = new Shown(html`<p title="${text}">${text}</p>`.text);
      // An HTML parser reads every end of line as a line feed; control characters and half characters have no place.
      const read = text.replace(/\r\n?/g, "\n").replace(/(?![\t\n])\p{Cc}|\p{Cs}/gu, "\ufffd");
      expect(shown.elements.map(({ tagName }) => tagName)).toEqual(["p"]);
      expect(shown.elements[0]?.attrs).toEqual([{ name: "title", value: read }]);
      expect(shown.elements.map(textOf)).toEqual([read]);
    }),
    fuzzRuns,
  );
});

/** Nothing answers but the clock, the log and the waits. */
function outOfOrder(): unknown {
  const refuse = () => Promise.reject(new Error("out of order"));
  const working: Readonly<Record<string, unknown>> = {
    clock: { now: () => new Date("2026-06-01T12:00:00Z") },
    telemetry: { note: () => undefined },
    takeWaits: () => [],
  };
  const dead = new Proxy(
    { idOf: () => "user-sync/test/default" },
    { get: (port, name) => Reflect.get(port, name) ?? refuse },
  );
  return new Proxy(working, { get: (ports, name: string) => ports[name] ?? dead });
}

test("the functions answer with a page, whatever they are asked and though nothing else works", async () => {
  const context = { invokedFunctionArn: saveArn, awsRequestId: "1", getRemainingTimeInMillis: () => 60_000 };
  const handlers = [
    makePageHandler(outOfOrder() as PagePorts, { saveArn, approveArn }),
    makePageSaveHandler(outOfOrder() as SavePorts),
    makePageApproveHandler(outOfOrder() as ApprovePorts),
  ];
  await fc.assert(
    fc.asyncProperty(fc.oneof(pageEvent, saveEvent, approveEvent, mutated(saveEvent), hostileValue), async (event) => {
      for (const handler of handlers) {
        const answer = await handler(event, context);
        if (answer.startsWith("# User Sync")) continue;
        expect(new Shown(answer).all("h2")).toHaveLength(1);
      }
    }),
    fuzzRuns,
  );
});

function asJson(value: unknown): string {
  return JSON.stringify(value) ?? "";
}
