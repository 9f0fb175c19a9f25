"""moto, an AWS emulator, on a free port of 127.0.0.1, with the resource types that its CloudFormation skips.

Writes one line of JSON, `{"port", "added", "known"}`, and ends with its standard input. `added` are the types that are
made here, each by moto's own API of that service; `known` are those among them that moto would make by itself.
"""

import json
import sys

import boto3

# Imports all of moto's own models of resources.
import moto.cloudformation.parsing  # noqa: F401
from moto.core.common_models import CloudFormationModel
from moto.server import ThreadedMotoServer

port = 0
added = {}


def client(service, region):
    endpoint = f"http://127.0.0.1:{port}"
    keys = {"aws_access_key_id": "AKIAEMULATED", "aws_secret_access_key": "emulated"}
    return boto3.client(service, endpoint_url=endpoint, region_name=region, **keys)


def as_shaped(value, shape):
    """CloudFormation takes numbers as text, the APIs do not."""
    if shape.type_name == "structure":
        # What the API does not know is left as it is: the SDK refuses it.
        return {k: as_shaped(v, shape.members[k]) if k in shape.members else v for k, v in value.items()}
    if shape.type_name == "list":
        return [as_shaped(v, shape.member) for v in value]
    convert = {"integer": int, "long": int, "float": float, "double": float}.get(shape.type_name)
    return value if convert is None else convert(value)


def call(region, service, operation, parameters):
    api = client(service, region)
    shape = api.meta.service_model.operation_model(api.meta.method_to_api_mapping[operation]).input_shape
    return getattr(api, operation)(**as_shaped(parameters, shape))


def secret(region, name, properties):
    arn = call(region, "secretsmanager", "create_secret", properties)["ARN"]
    return arn, {"Id": arn}


def schedule(region, name, properties):
    arn = call(region, "scheduler", "create_schedule", properties)["ScheduleArn"]
    return name, {"Arn": arn}


def event_invoke_config(region, name, properties):
    call(region, "lambda", "put_function_event_invoke_config", properties)
    return name, {}


def topic_policy(region, name, properties):
    policy = {"AttributeName": "Policy", "AttributeValue": json.dumps(properties["PolicyDocument"])}
    for arn in properties["Topics"]:
        call(region, "sns", "set_topic_attributes", {"TopicArn": arn, **policy})
    return name, {}


def queue_policy(region, name, properties):
    policy = {"Policy": json.dumps(properties["PolicyDocument"])}
    for url in properties["Queues"]:
        call(region, "sqs", "set_queue_attributes", {"QueueUrl": url, "Attributes": policy})
    return name, {}


def subscription(region, name, properties):
    return call(region, "sns", "subscribe", {**properties, "ReturnSubscriptionArn": True})["SubscriptionArn"], {}


def alarm(region, name, properties):
    call(region, "cloudwatch", "put_metric_alarm", properties)
    [made] = call(region, "cloudwatch", "describe_alarms", {"AlarmNames": [name]})["MetricAlarms"]
    return name, {"Arn": made["AlarmArn"]}


def add(type_name, make, name_property="", change="by making it again"):
    """Registers a type: moto finds the subclasses of CloudFormationModel."""

    class Model(CloudFormationModel):
        # moto reads the service from the module's name.
        __module__ = "moto.cloudformation.added"

        def __init__(self, physical_id, attributes):
            self.physical_id = physical_id
            self.attributes = attributes

        @property
        def physical_resource_id(self):
            return self.physical_id

        @staticmethod
        def cloudformation_name_type():
            return name_property

        @staticmethod
        def cloudformation_type():
            return type_name

        @classmethod
        def has_cfn_attr(cls, attribute):
            return attribute in ("Arn", "Id")

        def get_cfn_attribute(self, attribute):
            return self.attributes[attribute]

        @classmethod
        def create_from_cloudformation_json(cls, resource_name, cloudformation_json, account_id, region_name, **rest):
            properties = cloudformation_json["Properties"]
            named = {name_property: resource_name} if name_property else {}
            return cls(*make(region_name, resource_name, {**named, **properties}))

        @classmethod
        def update_from_cloudformation_json(
            cls, original_resource, new_resource_name, cloudformation_json, account_id, region_name
        ):
            if change == "refused":
                raise NotImplementedError(f"an update that changes {type_name} is not emulated")
            name = original_resource.physical_id
            named = {name_property: name} if name_property else {}
            return cls(*make(region_name, name, {**named, **cloudformation_json["Properties"]}))

        @classmethod
        def delete_from_cloudformation_json(cls, resource_name, cloudformation_json, account_id, region_name):
            raise NotImplementedError(f"removing {type_name} is not emulated")

    added[type_name] = Model


makers = [
    ("AWS::CloudWatch::Alarm", alarm, "AlarmName"),
    ("AWS::Lambda::EventInvokeConfig", event_invoke_config),
    ("AWS::SNS::Subscription", subscription, "", "refused"),
    ("AWS::SNS::TopicPolicy", topic_policy),
    ("AWS::SQS::QueuePolicy", queue_policy),
    ("AWS::Scheduler::Schedule", schedule, "Name", "refused"),
    ("AWS::SecretsManager::Secret", secret, "Name", "refused"),
]
of_moto = {model.cloudformation_type() for model in CloudFormationModel.__subclasses__()}
known = [type_name for type_name, *_ in makers if type_name in of_moto]
for maker in makers:
    add(*maker)

server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
server.start()
port = server.get_host_and_port()[1]
print(json.dumps({"port": port, "added": sorted(added), "known": known}), flush=True)
sys.stdin.read()
