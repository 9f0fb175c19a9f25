import type { Organisation } from "./organisation.ts";
import type { Answer, LimitGroup, SimulatedRequest, Strictness } from "./simulated-exchange.ts";

/** What an endpoint knows when it answers. */
export interface RouteContext {
  readonly strictness: Strictness;
  readonly organisation: Organisation;
  readonly request: SimulatedRequest;
  readonly query: URLSearchParams;
  /** What stands in the path where the route has a group: ids, which need no decoding. */
  readonly parameters: readonly string[];
  /** Milliseconds since the epoch. */
  readonly at: number;
}

/** A `GET` endpoint: its path, the rate limit it counts against, and its answer to an authorised request. */
export interface Route {
  readonly path: RegExp;
  readonly group: LimitGroup;
  readonly answer: (context: RouteContext) => Answer;
}
