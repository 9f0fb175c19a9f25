import { injectLambdaContext } from "@aws-lambda-powertools/logger/middleware";
import middy from "@middy/core";
import { ulid } from "ulid";
import { connectRingCentral } from "#shared/adapters/ringcentral/connect-ringcentral.ts";
import { parseSyncEnvironment } from "#shared/config/environment.ts";
import { runId } from "#shared/domain/ids.ts";
import { composeShared } from "../compose.ts";
import { makeSyncHandler } from "./handler.ts";

const environment = parseSyncEnvironment(process.env);
const { powertools, ports } = composeShared(environment);
const { clock, telemetry } = ports;

/** The Lambda function `sync`: one run for one tenant. */
export const handler = middy(
  makeSyncHandler({
    ...ports,
    newRunId: () => runId(ulid(clock.now().getTime())),
    connectDirectory: connectRingCentral({
      fetch: (input, init) => globalThis.fetch(input, init),
      clock,
      random: Math.random,
      note: (level, message, facts) => telemetry.note(level, message, facts),
    }),
    config: { secretPrefix: environment.secretPrefix },
  }),
  // Lambda ends a run whose time is over together with its process: one that is given up early would go on in the
  // next invocation.
  { timeoutEarlyInMillis: 0 },
)
  .use(injectLambdaContext(powertools.logger))
  .before(() => powertools.metrics.captureColdStartMetric());
