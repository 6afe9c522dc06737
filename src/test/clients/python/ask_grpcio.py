"""What people write with grpcio: a line for each way, with what was answered.

Arguments: the server, and a file with a FileDescriptorSet of its protocol.
"""

import struct
import sys

import grpc
from google.protobuf import descriptor_pb2, descriptor_pool, message_factory

SERVICE = "/inference.GRPCInferenceService/"
server, descriptors = sys.argv[1:]

pool = descriptor_pool.DescriptorPool()
with open(descriptors, "rb") as file:
    for proto in descriptor_pb2.FileDescriptorSet.FromString(file.read()).file:
        pool.Add(proto)


def message(name):
    described = pool.FindMessageTypeByName("inference." + name)
    if hasattr(message_factory, "GetMessageClass"):
        return message_factory.GetMessageClass(described)
    return message_factory.MessageFactory(pool).GetPrototype(described)


def request(identifier):
    made = message("ModelInferRequest")(model_name="digits-resnet", id=identifier)
    tensor = made.inputs.add(name="image", datatype="BYTES", shape=[1])
    with open("samples/three.png", "rb") as image:
        tensor.contents.bytes_contents.append(image.read())
    made.outputs.add(name="argmax")
    return made


def argmax(response):
    return struct.unpack("<q", response.raw_output_contents[0])[0]


def method(channel, kind, name, asked, answered):
    return getattr(channel, kind)(SERVICE + name, message(asked).SerializeToString, message(answered).FromString)


with grpc.insecure_channel(server) as channel:
    infer = method(channel, "unary_unary", "ModelInfer", "ModelInferRequest", "ModelInferResponse")
    for compression in grpc.Compression:
        print("ModelInfer", compression.name, argmax(infer(request("one"), compression=compression, timeout=20)))
    stream = method(channel, "stream_stream", "ModelStreamInfer", "ModelInferRequest", "ModelStreamInferResponse")
    for response in stream(map(request, ("first", "second")), timeout=20):
        print("ModelStreamInfer", response.infer_response.id, argmax(response.infer_response))
