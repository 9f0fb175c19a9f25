import { notFound, ringCxError, ringExError, text, unknownToken } from "./answers.ts";
import { faultAnswer, tooManyRequests } from "./fault-answers.ts";
import type { Fault, RequestPattern } from "./faults.ts";
import { FaultScript, matcherOf } from "./faults.ts";
import type { Organisation } from "./organisation.ts";
import { RateLimits } from "./rate-limits.ts";
import { ringCxRoutes } from "./ringcx-routes.ts";
import { ringExRoutes } from "./ringex-routes.ts";
import type { Route } from "./routing.ts";
import type {
  Answer,
  LimitGroup,
  Outcome,
  RequestLogEntry,
  SimulatedRequest,
  Strictness,
} from "./simulated-exchange.ts";
import { TokenOffice } from "./token-office.ts";

/** How a simulation behaves; by default the clock is the machine's and the limits are on. */
export interface SimulatorOptions {
  readonly organisation: Organisation;
  /** Milliseconds since the epoch. */
  readonly now?: () => number;
  readonly limits?: "on" | "off";
  readonly strictness?: Strictness;
}

interface Endpoint {
  readonly group: LimitGroup;
  readonly answer: () => Answer;
}

/** RingCentral as a function from requests to outcomes over an organisation and a clock; it opens no socket. */
export class SimulatorCore {
  readonly organisation: Organisation;
  readonly requests: RequestLogEntry[] = [];
  readonly faults = new FaultScript();
  readonly tokens: TokenOffice;
  readonly limits: RateLimits;
  readonly strictness: Strictness;
  readonly #now: () => number;
  #hooks: { matches: (request: SimulatedRequest) => boolean; act: (request: SimulatedRequest) => void }[] = [];

  constructor(options: SimulatorOptions) {
    this.organisation = options.organisation;
    this.#now = options.now ?? Date.now;
    this.strictness = options.strictness ?? "documented";
    this.tokens = new TokenOffice(this.organisation, this.#now);
    this.limits = new RateLimits(options.limits ?? "on", this.#now);
  }

  /** Calls `act` before each matching request is served: the world changes between two reads. Returns how to end it. */
  onRequest(when: RequestPattern, act: (request: SimulatedRequest) => void): () => void {
    const hook = { matches: matcherOf(when), act };
    this.#hooks.push(hook);
    return () => {
      this.#hooks = this.#hooks.filter((other) => other !== hook);
    };
  }

  /** Serves one request: rate limit, scripted fault, authorisation, endpoint, in this order. */
  handle(request: SimulatedRequest): Outcome {
    for (const hook of [...this.#hooks]) if (hook.matches(request)) hook.act(request);
    const endpoint = this.#endpoint(request);
    const admission = this.limits.admit(endpoint.group);
    const fault = admission.admitted ? this.faults.strike(request) : undefined;
    const outcome = admission.admitted
      ? this.#outcome({ request, endpoint, fault })
      : answered(tooManyRequests(request.host, this.strictness));
    // Read after the fault has struck: a scripted 429 starts a penalty.
    const headers = this.limits.headers(endpoint.group);
    this.requests.push({
      at: this.#now(),
      host: request.host,
      method: request.method,
      path: withoutCredentials(request.path),
      group: endpoint.group,
      status: outcome.kind === "answer" ? outcome.answer.status : undefined,
      insidePenalty: admission.insidePenalty,
      caller: request.headers["x-simulated-caller"],
      fault: fault?.kind,
    });
    if (outcome.kind !== "answer") return outcome;
    if (outcome.answer.status === 429 && this.strictness === "field") return outcome;
    return { ...outcome, answer: { ...outcome.answer, headers: { ...outcome.answer.headers, ...headers } } };
  }

  #outcome(call: { request: SimulatedRequest; endpoint: Endpoint; fault: Fault | undefined }): Outcome {
    const { request, endpoint, fault } = call;
    switch (fault?.kind) {
      case undefined:
        return answered(endpoint.answer());
      case "timeout":
        return { kind: "silence" };
      case "reset":
        return { kind: "broken" };
      case "status": {
        const penaltySeconds = fault.retryAfterSeconds ?? (request.host === "platform" ? 60 : 0);
        if (fault.status === 429) this.limits.penalise(endpoint.group, penaltySeconds * 1000);
        return answered(faultAnswer(fault.status, { request, at: this.#now(), strictness: this.strictness }));
      }
      case "html":
        return answered({
          status: 200,
          headers: { "content-type": "text/html;charset=UTF-8" },
          body: "<!DOCTYPE html><html><body>Please sign in to the network.</body></html>",
        });
      case "redirect":
        return answered({ status: 302, headers: { location: fault.location }, body: "" });
      case "truncated":
        return answered(changed(endpoint.answer(), (body) => body.slice(0, Math.floor(body.length / 2))));
      case "shape":
        return answered(changed(endpoint.answer(), (body) => (body.startsWith("[") ? `{"items":${body}}` : "[]")));
      case "rewrite":
        return answered(changed(endpoint.answer(), (body) => JSON.stringify(fault.change(JSON.parse(body)))));
      case "slow":
        return { kind: "answer", answer: endpoint.answer(), delayMs: fault.delayMs };
      case "lost":
        endpoint.answer();
        return { kind: "broken" };
    }
  }

  #endpoint(request: SimulatedRequest): Endpoint {
    const url = new URL(request.origin + request.path);
    const login = this.#loginEndpoint(request, url.pathname);
    if (login !== undefined) return login;
    const routes = request.host === "platform" ? ringExRoutes : ringCxRoutes;
    for (const route of request.method === "GET" ? routes : []) {
      const match = route.path.exec(url.pathname);
      if (match !== null) return { group: route.group, answer: () => this.#authorised({ request, url, route, match }) };
    }
    if (request.host === "platform") return { group: "light", answer: () => notFound("uri") };
    return {
      group: "ringcx",
      answer: () => ringCxError(404, { request, at: this.#now(), strictness: this.strictness }),
    };
  }

  #loginEndpoint(request: SimulatedRequest, pathname: string): Endpoint | undefined {
    if (request.method !== "POST") return undefined;
    switch (`${request.host} ${pathname}`) {
      case "platform /restapi/oauth/token":
        return { group: "auth", answer: () => this.tokens.login(request) };
      case "ringcx /api/auth/login/rc/accesstoken":
        return { group: "ringcx-exchange", answer: () => this.tokens.exchange(request) };
      case "ringcx /api/auth/token/refresh":
        return { group: "ringcx", answer: () => this.tokens.refresh(request) };
    }
    return undefined;
  }

  #authorised(call: { request: SimulatedRequest; url: URL; route: Route; match: RegExpExecArray }): Answer {
    const { request, url, route, match } = call;
    const state = this.tokens.bearerState(request, request.host);
    if (state !== "valid") return this.#unauthorised(request, state);
    const parameters = match.slice(1);
    const { organisation } = this;
    const strictness = this.strictness;
    return route.answer({ organisation, strictness, request, query: url.searchParams, parameters, at: this.#now() });
  }

  #unauthorised(request: SimulatedRequest, state: "expired" | "unknown" | undefined): Answer {
    if (request.host === "platform") {
      return state === undefined
        ? ringExError(401, { code: "OAU-151", message: "Authorization method not supported" })
        : unknownToken(this.strictness);
    }
    const words = this.strictness === "field" ? "Jwt verification fails" : "Jwt is expired";
    return text(401, state === "expired" ? words : "Unauthorized");
  }
}

function answered(answer: Answer): Outcome {
  return { kind: "answer", answer, delayMs: 0 };
}

/** An answer with another body, if it succeeded. */
function changed(answer: Answer, change: (body: string) => string): Answer {
  return answer.status === 200 ? { ...answer, body: change(answer.body) } : answer;
}

/** A path for the log: credentials do not belong into a query, and if one stands there it is blanked. */
function withoutCredentials(path: string): string {
  return path.replace(/([?&][^=&]*(?:token|secret|jwt|assertion|password)[^=&]*)=[^&]*/gi, "$1=…");
}
