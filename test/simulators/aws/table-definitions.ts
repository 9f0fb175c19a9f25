import { historyByUser, tableKeys } from "#shared/names.ts";

/** Names of the tables. */
export interface TableNames {
  readonly settings: string;
  readonly roster: string;
  readonly organization: string;
  readonly history: string;
  readonly approvals: string;
  readonly work: string;
}

const attribute = (name: string) => ({ AttributeName: name, AttributeType: "S" });
const hash = (name: string) => ({ AttributeName: name, KeyType: "HASH" });
const range = (name: string) => ({ AttributeName: name, KeyType: "RANGE" });

function table(name: string, partition: string, ...sort: readonly string[]) {
  return {
    TableName: name,
    BillingMode: "PAY_PER_REQUEST",
    AttributeDefinitions: [partition, ...sort].map(attribute),
    KeySchema: [hash(partition), ...sort.map(range)],
  };
}

/** CreateTable requests for the tables of design 3.1 - 3.5. */
export function tableDefinitions(names: TableNames): readonly Readonly<Record<string, unknown>>[] {
  const { settings, roster, organization, history, approvals, work } = tableKeys;
  const historyTable = table(names.history, history.partition, history.sort);
  return [
    table(names.settings, settings.partition),
    table(names.roster, roster.partition, roster.sort),
    table(names.organization, organization.partition, organization.sort),
    {
      ...historyTable,
      AttributeDefinitions: [...historyTable.AttributeDefinitions, attribute(historyByUser.partition)],
      GlobalSecondaryIndexes: [
        {
          IndexName: historyByUser.name,
          KeySchema: [hash(historyByUser.partition), range(historyByUser.sort)],
          Projection: { ProjectionType: "ALL" },
        },
      ],
    },
    table(names.approvals, approvals.partition, approvals.sort),
    table(names.work, work.partition, work.sort),
  ];
}
