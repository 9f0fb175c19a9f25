import type { HostKind } from "./simulated-exchange.ts";
import type { SimulatorCore } from "./simulator-core.ts";

/** Where the simulated hosts are and how time passes. */
export interface SimulatedNetwork {
  /** Base URLs, e.g. those of the settings; only scheme, host and port count. */
  readonly platformUrl: string;
  readonly ringCxUrl: string;
  /** Passes time on the clock of the simulation; rejects with the signal's reason when it is aborted. */
  readonly sleep: (ms: number, signal?: AbortSignal) => Promise<void>;
}

/**
 * A `fetch` that reaches the simulator without a socket, for simulations that own the clock. It honours the
 * signal, `redirect: "error" | "manual" | "follow"`, and rejects like the built-in one.
 */
export function ringCentralFetch(core: SimulatorCore, network: SimulatedNetwork): typeof fetch {
  const hosts = new Map<string, HostKind>([
    [new URL(network.platformUrl).origin, "platform"],
    [new URL(network.ringCxUrl).origin, "ringcx"],
  ]);

  const simulatedFetch: typeof fetch = async (input, init) => {
    const request = new Request(input, init);
    // The caller's own signal and text, where there are any, keep a simulation free of stray turns of the event loop.
    const signal = init?.signal ?? request.signal;
    signal.throwIfAborted();
    const url = new URL(request.url);
    const host = hosts.get(url.origin);
    if (host === undefined) throw failure("ENOTFOUND");
    const outcome = core.handle({
      host,
      origin: url.origin,
      method: request.method,
      path: url.pathname + url.search,
      headers: Object.fromEntries(request.headers),
      body: typeof init?.body === "string" ? init.body : await request.text(),
    });
    if (outcome.kind === "silence") return await never(signal);
    if (outcome.kind === "broken") throw failure("ECONNRESET");
    if (outcome.delayMs > 0) await network.sleep(outcome.delayMs, signal);
    const { status, headers, body } = outcome.answer;
    const location = headers.location;
    if (location !== undefined && request.redirect === "error") throw failure("unexpected redirect");
    if (location !== undefined && request.redirect === "follow") {
      const target = new URL(location, url);
      if (target.origin !== url.origin) request.headers.delete("authorization");
      return await simulatedFetch(target, { headers: request.headers, signal });
    }
    return new Response(status === 204 ? null : body, { status, headers });
  };
  return simulatedFetch;
}

function never(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    // It may have been aborted while the request was on its way.
    if (signal.aborted) reject(signal.reason);
    signal.addEventListener("abort", () => reject(signal.reason), { once: true });
  });
}

function failure(code: string): TypeError {
  return new TypeError("fetch failed", { cause: Object.assign(new Error(code), { code }) });
}
