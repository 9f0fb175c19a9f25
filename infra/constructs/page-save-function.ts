import { Duration } from "aws-cdk-lib";
import type { Construct } from "constructs";
import { env, workArea } from "../../shared/names.ts";
import { type FunctionProps, NodeFunction } from "./node-function.ts";
import type { SyncFunction } from "./sync-function.ts";

interface PageSaveFunctionProps extends FunctionProps {
  readonly sync: SyncFunction;
}

/** Makes the changes that people ask for on the page, and shows what came of them. It can approve nothing. */
export class PageSaveFunction extends NodeFunction {
  constructor(scope: Construct, id: string, props: PageSaveFunctionProps) {
    const { tables, secretPrefix, parameterPrefix, sync } = props;
    super(scope, id, {
      ...props,
      bundle: "page-save",
      description: "Saves what people change on the page of the user sync",
      // Somebody waits for it, as for the page itself.
      memorySize: 1024,
      timeout: Duration.minutes(1),
      maxEventAge: Duration.minutes(1),
      whyNoDeadLetters: "Called by a person's dashboard, which waits for the answer: it has no asynchronous events",
      environment: { [env.syncFunctionName]: sync.function.functionName },
    });
    this.allowTable(tables.settings, "GetItem", "UpdateItem");
    this.allowTable(tables.roster, "GetItem", "Query");
    this.allowTable(tables.organization, "GetItem", "Query");
    // PutItem: the record of a change.
    this.allowTable(tables.history, "GetItem", "BatchGetItem", "Query", "PutItem");
    // Refused logins that are remembered.
    this.allowWork(tables, { areas: workArea.lookup }, "GetItem", "PutItem", "DeleteItem");
    // Its own nonces, and a request to stop the run that goes on.
    this.allowWork(tables, { areas: workArea.control }, "PutItem", "DeleteItem");
    // CreateSecret: for a tenant whose secret is not there yet.
    this.allowSecrets(`${secretPrefix}/*`, "GetSecretValue", "PutSecretValue", "CreateSecret");
    this.allowParameters(`${parameterPrefix}/*`);
    this.allow(sync.function.functionArn, "lambda:InvokeFunction");
  }
}
