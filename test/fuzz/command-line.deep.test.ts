import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { assignmentsOf, runIdOf } from "#functions/cli/arguments.ts";
import { Failure } from "#functions/cli/failure.ts";
import { fuzzRuns } from "./fuzz-runs.ts";
import { outcomeOf } from "./harmless.ts";
import { hostileText } from "./hostile.ts";

const isFailure = (error: Error): boolean => error instanceof Failure;

/** An error that a terminal shows as it is, and that does not repeat what was typed at length. */
function expectShort(message: string): void {
  expect(message).not.toMatch(/\p{Cc}/u);
  expect(message.length).toBeLessThan(1_000);
}

describe("an argument of the command line, whatever it is,", () => {
  const name = fc.oneof(fc.constantFrom("mode", "clientId", "__proto__", "constructor"), hostileText);
  const assignment = fc.oneof(
    hostileText,
    fc.tuple(name, fc.oneof(hostileText, fc.constantFrom("", " a ", "a=b"))).map((parts) => parts.join("=")),
  );

  test("is name=value, kept to the letter, or refused in words", () => {
    fc.assert(
      fc.property(fc.array(assignment, { maxLength: 4 }), (assignments) => {
        const outcome = outcomeOf(() => assignmentsOf(assignments), isFailure);
        if (outcome.kind === "refused") expectShort(outcome.message);
        else {
          const trimmed = assignments.map((one) => {
            const [first = "", ...rest] = one.split("=");
            return [first.trim(), rest.join("=")];
          });
          expect(Object.entries(outcome.value).sort()).toEqual(trimmed.sort());
        }
      }),
      fuzzRuns,
    );
  });

  test("is a run id, or refused in words", () => {
    const id = fc.oneof(
      hostileText,
      fc.ulid(),
      fc.ulid().map((one) => `${one}\n`),
    );
    fc.assert(
      fc.property(id, (text) => {
        const outcome = outcomeOf(() => runIdOf(text), isFailure);
        if (outcome.kind === "refused") expectShort(outcome.message);
        else expect(text).toMatch(/^[\dA-Z]{26}$/);
      }),
      fuzzRuns,
    );
  });
});
