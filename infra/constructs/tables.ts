import { aws_dynamodb as dynamodb, RemovalPolicy } from "aws-cdk-lib";
import { Construct } from "constructs";
import { historyByUser, tableKeys } from "../../shared/names.ts";

interface Keys {
  readonly partition: string;
  readonly sort?: string;
  readonly timeToLive?: string;
}

/** The four tables. They outlive the stack, and only a person who lifts their protection can delete them. */
export class SyncTables extends Construct {
  readonly settings: dynamodb.Table;
  readonly roster: dynamodb.Table;
  readonly organization: dynamodb.Table;
  readonly history: dynamodb.Table;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.settings = this.#table("Settings", tableKeys.settings);
    this.roster = this.#table("Roster", tableKeys.roster);
    this.organization = this.#table("Organization", tableKeys.organization);
    this.history = this.#table("History", tableKeys.history);
    this.history.addGlobalSecondaryIndex({
      indexName: historyByUser.name,
      partitionKey: text(historyByUser.partition),
      sortKey: text(historyByUser.sort),
    });
  }

  #table(id: string, { partition, sort, timeToLive }: Keys): dynamodb.Table {
    return new dynamodb.Table(this, id, {
      partitionKey: text(partition),
      ...(sort === undefined ? {} : { sortKey: text(sort) }),
      ...(timeToLive === undefined ? {} : { timeToLiveAttribute: timeToLive }),
      billingMode: dynamodb.BillingMode.PAY_PER_REQUEST,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      encryption: dynamodb.TableEncryption.AWS_MANAGED,
      deletionProtection: true,
      removalPolicy: RemovalPolicy.RETAIN,
    });
  }
}

function text(name: string): dynamodb.Attribute {
  return { name, type: dynamodb.AttributeType.STRING };
}
