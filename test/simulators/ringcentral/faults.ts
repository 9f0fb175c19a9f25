import type { SimulatedRequest } from "./simulated-exchange.ts";

/**
 * What can go wrong with one request. `timeout`, `reset`, `status`, `html` and `redirect` come instead of the
 * endpoint; `truncated`, `shape`, `rewrite`, `slow` and `lost` after it has done its work.
 */
export type Fault =
  | { readonly kind: "timeout" }
  | { readonly kind: "reset" }
  /** With the documented body; a 429 starts a penalty of `retryAfterSeconds` (RingEX 60, RingCX none). */
  | { readonly kind: "status"; readonly status: FaultStatus; readonly retryAfterSeconds?: number }
  /** A page with status 200, as a proxy or a captive portal sends. */
  | { readonly kind: "html" }
  | { readonly kind: "redirect"; readonly location: string }
  /** JSON that ends in the middle. */
  | { readonly kind: "truncated" }
  /** An object where a list is expected, a list where an object is. */
  | { readonly kind: "shape" }
  /** A successful JSON answer, changed at will: a malformed record, a total that does not fit. */
  | { readonly kind: "rewrite"; readonly change: (body: unknown) => unknown }
  | { readonly kind: "slow"; readonly delayMs: number }
  /** The request takes effect and its answer never arrives. */
  | { readonly kind: "lost" };

export type FaultStatus = 400 | 401 | 403 | 404 | 429 | 500 | 502 | 503;

/**
 * Which requests are meant: a test of the request, or a path with its query in which `*` stands for any text
 * without a slash and `**` for any text; without `?` in it, the query does not matter.
 */
export type RequestPattern = string | ((request: SimulatedRequest) => boolean);

/** A fault for the matching requests, from the `fromNth` (1 is the first) on, so many times. */
export interface FaultRule {
  readonly when: RequestPattern;
  readonly fault: Fault;
  readonly times: number | "always";
  readonly fromNth?: number;
}

/** Turns a pattern into a test of requests. */
export function matcherOf(pattern: RequestPattern): (request: SimulatedRequest) => boolean {
  if (typeof pattern !== "string") return pattern;
  const source = pattern
    .split(/(\*\*|\*)/)
    .map((part) => (part === "**" ? ".*" : part === "*" ? "[^/]*" : part.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&")))
    .join("");
  const regExp = new RegExp(`^${source}$`);
  const withQuery = pattern.includes("?");
  return (request) => regExp.test(withQuery ? request.path : (request.path.split("?")[0] ?? ""));
}

/** The faults that are scripted and not used up. */
export class FaultScript {
  #rules: { matches: (request: SimulatedRequest) => boolean; fault: Fault; skip: number; left: number }[] = [];

  /** Adds a fault; when several match, the one added first strikes. Returns how to take it back. */
  add(rule: FaultRule): () => void {
    const left = rule.times === "always" ? Number.POSITIVE_INFINITY : rule.times;
    const entry = { matches: matcherOf(rule.when), fault: rule.fault, skip: (rule.fromNth ?? 1) - 1, left };
    this.#rules.push(entry);
    return () => {
      this.#rules = this.#rules.filter((other) => other !== entry);
    };
  }

  /** Ends all faults. */
  clear(): void {
    this.#rules = [];
  }

  /** The fault that strikes this request, which uses it up once; requests before `fromNth` are counted off. */
  strike(request: SimulatedRequest): Fault | undefined {
    for (const rule of this.#rules) {
      if (rule.left <= 0 || !rule.matches(request)) continue;
      if (rule.skip > 0) {
        rule.skip -= 1;
        continue;
      }
      rule.left -= 1;
      return rule.fault;
    }
    return undefined;
  }
}
