/**
 * What the Lambda runtime does, in a process of its own: imports a bundle and hands its `handler` one event after
 * the other. Arguments: the bundle, the events as JSON. A message from the parent is the milliseconds that the
 * invocation has left from then on, 15 minutes without one. The results go to
 * file descriptor 3, so that standard output and error hold what the function itself has written and nothing else.
 */
import { randomUUID } from "node:crypto";
import { writeSync } from "node:fs";
import { pathToFileURL } from "node:url";

const [bundle = "", events = "[]"] = process.argv.slice(2);
let end = 0;
process.on("message", (leftMs) => {
  end = Date.now() + Number(leftMs);
});
const failed = (error: unknown) => ({
  kind: "rejected",
  name: error instanceof Error ? error.name : "",
  message: error instanceof Error ? error.message : String(error),
});

const results: unknown[] = [];
try {
  const { handler } = await import(pathToFileURL(bundle).href);
  for (const event of JSON.parse(events)) {
    end = Date.now() + 900_000;
    const context = {
      awsRequestId: randomUUID(),
      callbackWaitsForEmptyEventLoop: true,
      functionName: "user-sync-simulated",
      functionVersion: "$LATEST",
      invokedFunctionArn: "arn:aws:lambda:eu-central-1:111122223333:function:user-sync-simulated",
      logGroupName: "/aws/lambda/user-sync-simulated",
      logStreamName: "simulated",
      memoryLimitInMB: "512",
      getRemainingTimeInMillis: () => end - Date.now(),
    };
    results.push(await handler(event, context).then((value: unknown) => ({ kind: "resolved", value }), failed));
  }
} catch (error) {
  results.push({ ...failed(error), kind: "not-loaded" });
}
writeSync(3, JSON.stringify(results));
process.exit(0);
