import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { type StraightforwardConfiguration, straightforwardSync } from "./straightforward-sync.ts";

/** The straightforward script as a function, so that it is measured in the same way as the sync. */
export async function handler(configuration: StraightforwardConfiguration): Promise<{ readonly status: "succeeded" }> {
  await straightforwardSync(configuration, { fetch, dynamodb: new DynamoDBClient() });
  return { status: "succeeded" };
}
