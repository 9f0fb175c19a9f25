import { expect } from "vitest";
import { SyncError } from "#shared/domain/sync-error.ts";

/** What a parser made of its input: a value, or the one error that it documents. */
export type Outcome<Value> =
  | { readonly kind: "value"; readonly value: Value }
  | { readonly kind: "refused"; readonly message: string };

const prototypes = [Object.prototype, Array.prototype, String.prototype, Map.prototype];
const ownNames = (): string[][] => prototypes.map((prototype) => Reflect.ownKeys(prototype).map(String));
const untouched = ownNames();

/**
 * Runs a parser and fails when it throws anything but a `SyncError` (or what `isExpected` admits), changes a
 * built-in prototype, or returns something that inherits from what it was given.
 */
export function outcomeOf<Value>(
  parse: () => Value,
  isExpected: (error: Error) => boolean = (error) => error instanceof SyncError,
): Outcome<Value> {
  let outcome: Outcome<Value>;
  try {
    outcome = { kind: "value", value: parse() };
    expectPlain(outcome.value);
  } catch (error) {
    if (!(error instanceof Error) || !isExpected(error)) throw error;
    outcome = { kind: "refused", message: error.message };
  }
  expect(ownNames()).toEqual(untouched);
  return outcome;
}

/** Objects of the language and nothing in between: no prototype that came with the data. */
function expectPlain(value: unknown): void {
  const open = [value];
  for (let part = open.pop(); part !== undefined || open.length > 0; part = open.pop()) {
    if (typeof part !== "object" || part === null || part instanceof Error || part instanceof Uint8Array) continue;
    const prototype: unknown = Object.getPrototypeOf(part);
    if (![...prototypes, null].includes(prototype as object)) {
      throw new TypeError(`An object inherits from ${JSON.stringify(prototype)}`);
    }
    open.push(...(part instanceof Map ? part.values() : Object.keys(part).map((name) => Reflect.get(part, name))));
  }
}

/** How many times the elements of a list are looked at when a parser reads a list of `length`. */
export function readsOf(length: number, request: { element: unknown; parse: (list: unknown) => unknown }): number {
  let reads = 0;
  const list = Array.from({ length }, () => request.element);
  const watched = new Proxy(list, {
    get: (target, name, receiver) => {
      reads += 1;
      return Reflect.get(target, name, receiver);
    },
  });
  request.parse(watched);
  return reads;
}
