import type { Handled } from "#test/simulators/aws/aws-core.ts";
import { type AwsRequestHandler, awsRequestHandler } from "#test/simulators/aws/aws-request-handler.ts";
import { type AwsRequest, AwsServiceError, errorAnswer } from "#test/simulators/aws/aws-service.ts";
import { faultError } from "#test/simulators/aws/faults.ts";
import type { Fault } from "#test/simulators/ringcentral/faults.ts";
import { ringCentralFetch } from "#test/simulators/ringcentral/ringcentral-fetch.ts";
import type { SimulatorCore } from "#test/simulators/ringcentral/simulator-core.ts";
import type { ApiError } from "./history.ts";
import { requestName } from "./request-name.ts";
import type { VirtualTime } from "./virtual-time.ts";
import type { Wire } from "./wire.ts";

export const platformUrl = "https://platform.ringcentral.com/";
export const ringCxUrl = "https://ringcx.ringcentral.com/";

/** Shorter than any timeout of the program. */
const slowMs = 3_000;

/** How long the SDK waits for DynamoDB. */
const awsTimeoutMs = 4_000;

/** A `fetch` that reaches the simulated RingCentral over the wire of the run that goes on. */
export function fetchOver(
  wire: () => Wire,
  { core, time }: { readonly core: SimulatorCore; readonly time: VirtualTime },
): typeof fetch {
  const fetch = ringCentralFetch(core, { platformUrl, ringCxUrl, sleep: (ms) => time.sleep(ms) });
  return async (input, init) => {
    const { method, url } = input instanceof Request ? input : { method: init?.method ?? "GET", url: String(input) };
    const { host, pathname, search } = new URL(url);
    return await wire().pass(`${host.split(".")[0]} ${method} ${pathname}${search}`, async (caller, fault) => {
      const clear =
        fault === undefined
          ? undefined
          : core.faults.add({
              when: (request) => request.headers["x-simulated-caller"] === caller,
              fault: onRingCentral(fault),
              times: 1,
            });
      const headers = new Headers(init?.headers);
      headers.set("x-simulated-caller", caller);
      try {
        return await fetch(input, { ...init, headers });
      } finally {
        clear?.();
      }
    });
  };
}

function onRingCentral(fault: ApiError): Fault {
  switch (fault.kind) {
    case "timeout":
    case "reset":
    case "truncated":
    case "html":
      return { kind: fault.kind };
    case "lost-answer":
      return { kind: "lost" };
    case "slow":
      return { kind: "slow", delayMs: slowMs };
    case "wrong-shape":
      return { kind: "shape" };
    case "status":
      return fault;
  }
}

interface AwsOver {
  readonly time: VirtualTime;
  readonly carryOut: (request: AwsRequest) => Promise<Handled>;
}

/** A request handler for AWS clients over the wire of the run that goes on. */
export function awsOver(wire: () => Wire, { time, carryOut }: AwsOver): AwsRequestHandler {
  const perform = (request: AwsRequest) => time.during(() => carryOut(request));
  return awsRequestHandler(async (request) => {
    const { service } = request;
    return await wire().pass(requestName(request), async (_, fault) => {
      switch (fault?.kind) {
        case undefined:
          return await perform(request);
        case "timeout":
          await time.sleep(awsTimeoutMs);
          throw Object.assign(new Error("socket hang up"), { name: "TimeoutError" });
        case "reset":
          return { kind: "broken" };
        case "lost-answer":
          await perform(request);
          return { kind: "broken" };
        case "slow":
          await time.sleep(slowMs);
          return await perform(request);
        case "truncated":
          return changed(await perform(request), (body) => body.slice(0, Math.floor(body.length / 2)));
        case "html":
          return changed(await perform(request), () => "<html><body>Please sign in.</body></html>");
        case "wrong-shape":
          return changed(await perform(request), () => (service === "sns" ? "<Wrong/>" : "[]"));
        case "status":
          return { kind: "answer", answer: errorAnswer(service, errorOf(request, fault.status)) };
      }
    });
  });
}

function changed(handled: Handled, change: (body: string) => string): Handled {
  if (handled.kind !== "answer") return handled;
  return { kind: "answer", answer: { ...handled.answer, body: change(handled.answer.body) } };
}

function errorOf(request: AwsRequest, status: number): AwsServiceError {
  const kind = status === 429 ? "throttle" : status >= 500 ? "server-error" : "access-denied";
  const missing = new AwsServiceError("ResourceNotFoundException", "Requested resource not found", 404);
  const invalid = new AwsServiceError("ValidationException", "The request is not valid", 400);
  return status === 404 ? missing : status === 400 ? invalid : (faultError(request, kind) ?? invalid);
}
