import { aws_iam as iam, type aws_lambda as lambda } from "aws-cdk-lib";
import { Construct } from "constructs";

interface PageAccessProps {
  readonly page: lambda.IFunction;
  readonly pageSave: lambda.IFunction;
  readonly pageApprove: lambda.IFunction;
}

/**
 * Who may see the page, who may save on it as well, and who may approve: policies to attach to people or their roles.
 * Neither of the last two includes the other, so that two people can be asked for. CloudWatch calls the functions with
 * the viewer's own permissions; these policies say nothing about the dashboard itself.
 */
export class PageAccess extends Construct {
  readonly view: iam.ManagedPolicy;
  readonly save: iam.ManagedPolicy;
  readonly approve: iam.ManagedPolicy;

  constructor(scope: Construct, id: string, { page, pageSave, pageApprove }: PageAccessProps) {
    super(scope, id);
    this.view = invoking(this, { id: "View", description: "See the page of the user sync", functions: [page] });
    this.save = invoking(this, {
      id: "Save",
      description: "See the page of the user sync, save settings and secrets, start runs and stop them",
      functions: [page, pageSave],
    });
    this.approve = invoking(this, {
      id: "Approve",
      description: "See the page of the user sync, approve and refuse what a run holds",
      functions: [page, pageApprove],
    });
  }
}

function invoking(
  scope: Construct,
  {
    id,
    description,
    functions,
  }: { readonly id: string; readonly description: string; readonly functions: readonly lambda.IFunction[] },
): iam.ManagedPolicy {
  const resources = functions.map(({ functionArn }) => functionArn);
  const statements = [new iam.PolicyStatement({ actions: ["lambda:InvokeFunction"], resources })];
  return new iam.ManagedPolicy(scope, id, { description, statements });
}
