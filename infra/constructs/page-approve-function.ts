import { Duration } from "aws-cdk-lib";
import type { Construct } from "constructs";
import { workArea } from "../../shared/names.ts";
import { type FunctionProps, NodeFunction } from "./node-function.ts";

/** Stores what people approve and refuse on the page, and shows what came of it. It can change nothing else. */
export class PageApproveFunction extends NodeFunction {
  constructor(scope: Construct, id: string, props: FunctionProps) {
    const { tables } = props;
    super(scope, id, {
      ...props,
      bundle: "page-approve",
      description: "Stores what people approve and refuse on the page of the user sync",
      // Somebody waits for it, as for the page itself.
      memorySize: 1024,
      timeout: Duration.minutes(1),
      maxEventAge: Duration.minutes(1),
      whyNoDeadLetters: "Called by a person's dashboard, which waits for the answer: it has no asynchronous events",
      environment: {},
    });
    // The run that is shown, and who the people are whom it holds.
    this.allowTable(tables.history, "GetItem", "BatchGetItem", "Query");
    this.allowTable(tables.roster, "Query");
    this.allowTable(tables.approvals, "GetItem", "PutItem", "UpdateItem", "DeleteItem");
    // Its own nonces.
    this.allowWork(tables, { areas: workArea.control }, "PutItem", "DeleteItem");
  }
}
