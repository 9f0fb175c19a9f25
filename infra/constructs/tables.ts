import { aws_dynamodb as dynamodb, RemovalPolicy, Validations } from "aws-cdk-lib";
import { Construct } from "constructs";
import { historyByUser, tableKeys } from "../../shared/names.ts";

interface Keys {
  readonly partition: string;
  readonly sort?: string;
  readonly timeToLive?: string;
}

/** The tables. All but the work table outlive the stack, and only a person who lifts their protection can delete them. */
export class SyncTables extends Construct {
  readonly settings: dynamodb.Table;
  readonly roster: dynamodb.Table;
  readonly organization: dynamodb.Table;
  readonly history: dynamodb.Table;
  readonly approvals: dynamodb.Table;
  /** What is remembered for minutes or hours: nobody misses it. */
  readonly work: dynamodb.Table;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.settings = this.#kept("Settings", tableKeys.settings);
    this.roster = this.#kept("Roster", tableKeys.roster);
    this.organization = this.#kept("Organization", tableKeys.organization);
    this.history = this.#kept("History", tableKeys.history);
    this.history.addGlobalSecondaryIndex({
      indexName: historyByUser.name,
      partitionKey: text(historyByUser.partition),
      sortKey: text(historyByUser.sort),
    });
    this.approvals = this.#kept("Approvals", tableKeys.approvals);
    this.work = this.#table("Work", { keys: tableKeys.work, kept: { removalPolicy: RemovalPolicy.DESTROY } });
    Validations.of(this.work).acknowledge({
      id: "AwsSolutions-DDB3",
      reason: "Holds what is remembered for minutes or hours, and is written anew after a loss",
    });
  }

  #kept(id: string, keys: Keys): dynamodb.Table {
    const kept = {
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      deletionProtection: true,
      removalPolicy: RemovalPolicy.RETAIN,
    };
    return this.#table(id, { keys, kept });
  }

  #table(
    id: string,
    { keys, kept }: { readonly keys: Keys; readonly kept: Partial<dynamodb.TableProps> },
  ): dynamodb.Table {
    const { partition, sort, timeToLive } = keys;
    return new dynamodb.Table(this, id, {
      partitionKey: text(partition),
      ...(sort === undefined ? {} : { sortKey: text(sort) }),
      ...(timeToLive === undefined ? {} : { timeToLiveAttribute: timeToLive }),
      billingMode: dynamodb.BillingMode.PAY_PER_REQUEST,
      encryption: dynamodb.TableEncryption.AWS_MANAGED,
      ...kept,
    });
  }
}

function text(name: string): dynamodb.Attribute {
  return { name, type: dynamodb.AttributeType.STRING };
}
