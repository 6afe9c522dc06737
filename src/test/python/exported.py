#!/usr/bin/env python3
"""Image classifiers as people export them to ONNX, and what PyTorch answers: src/test/resources/exported.

Usage: exported.py DIRECTORY [LARGE]

It needs torch, torchvision, onnx and numpy (Debian: apt-get install --no-install-recommends python3-torch
python3-torchvision python3-onnx) and writes to DIRECTORY
  NAME.onnx               one for each kind of export, see CASES
  external/               model.onnx, whose weights lie in model.onnx.data beside it
  expected.safetensors    images, and NAME: the log-probabilities [k,classes] that PyTorch computes in float64, without
                          ONNX. `images` [3,3,16,16] of 0 to 1 are those of every name without `uint8` in it,
                          `images_uint8` [3,3,16,16] of 0 to 255 the others'
and to LARGE, if it is given, torchvision's own ResNet-18, MobileNet V3, EfficientNet, ConvNeXt and ViT, with random
weights, as NAME.onnx and NAME.safetensors.
"""
import sys
import warnings
from pathlib import Path

import numpy
import onnx
import torch
import torchvision
from onnx import TensorProto, helper, numpy_helper
from torch import nn
from torchvision.models.resnet import BasicBlock

from checkpoints import write_safetensors

CLASSES = 5
SIDE = 16
BATCH = 3
FREE = {0: "batch"}
FREE_SIZE = {0: "batch", 2: "height", 3: "width"}


def randomised(maker, seed):
    """Parameters and statistics with which no layer is the identity."""
    torch.manual_seed(seed)
    module = maker()
    for layer in module.modules():
        if isinstance(layer, nn.BatchNorm2d):
            nn.init.uniform_(layer.weight, 0.5, 1.5)
            nn.init.uniform_(layer.bias, -0.5, 0.5)
            nn.init.uniform_(layer.running_mean, -0.3, 0.3)
            nn.init.uniform_(layer.running_var, 0.5, 1.5)
    return module.eval()


class Small(nn.Module):
    """What torchvision's ResNet is made of, but less of it."""

    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 4, 3, stride=2, padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(4)
        self.relu = nn.ReLU(inplace=True)
        self.maxpool = nn.MaxPool2d(3, stride=2, padding=1)
        self.layer1 = BasicBlock(4, 4)
        down = nn.Sequential(nn.Conv2d(4, 8, 1, stride=2, bias=False), nn.BatchNorm2d(8))
        self.layer2 = BasicBlock(4, 8, 2, down)
        self.avgpool = nn.AdaptiveAvgPool2d((1, 1))
        self.fc = nn.Linear(8, CLASSES)

    def forward(self, x):
        x = self.maxpool(self.relu(self.bn1(self.conv1(x))))
        x = self.avgpool(self.layer2(self.layer1(x)))
        return self.fc(torch.flatten(x, 1))


class Then(nn.Module):
    def __init__(self, network, function):
        super().__init__()
        self.network = network
        self.function = function

    def forward(self, x):
        return self.function(self.network(x))


class First(nn.Module):
    def __init__(self, function, network):
        super().__init__()
        self.function = function
        self.network = network

    def forward(self, x):
        return self.network(self.function(x))


class Bytes(nn.Module):
    """A network with its preprocessing: bytes, channels last."""

    def __init__(self, network):
        super().__init__()
        self.network = network

    def forward(self, x):
        return self.network(x.permute(0, 3, 1, 2).to(self.network.fc.weight.dtype) / 255)


class Mobile(nn.Module):
    """A MobileNet V3's block: depthwise convolution, squeeze and excitation, hard swish."""

    def __init__(self):
        super().__init__()
        self.stem = nn.Sequential(nn.Conv2d(3, 8, 3, stride=2, padding=1), nn.BatchNorm2d(8), nn.Hardswish())
        self.depthwise = nn.Sequential(nn.Conv2d(8, 8, 5, padding=2, groups=8, bias=False), nn.BatchNorm2d(8), nn.ReLU6())
        self.squeeze = nn.Sequential(
            nn.AdaptiveAvgPool2d(1), nn.Conv2d(8, 4, 1), nn.ReLU(), nn.Conv2d(4, 8, 1), nn.Hardsigmoid()
        )
        self.head = nn.Sequential(nn.Dropout(0.2), nn.Linear(8, CLASSES))

    def forward(self, x):
        x = self.depthwise(self.stem(x))
        x = x * self.squeeze(x)
        return self.head(x.mean([2, 3]))


class Transformer(nn.Module):
    """A vision transformer of one layer: patches, a class token, attention, GELU."""

    def __init__(self):
        super().__init__()
        self.patches = nn.Conv2d(3, 8, 4, stride=4)
        self.token = nn.Parameter(torch.randn(1, 1, 8))
        self.positions = nn.Parameter(torch.randn(1, 17, 8))
        self.norm1, self.norm2 = nn.LayerNorm(8), nn.LayerNorm(8)
        self.qkv, self.out = nn.Linear(8, 24), nn.Linear(8, 8)
        self.mlp = nn.Sequential(nn.Linear(8, 16), nn.GELU(), nn.Linear(16, 8))
        self.head = nn.Linear(8, CLASSES)

    def forward(self, x):
        x = self.patches(x).flatten(2).transpose(1, 2)
        x = torch.cat([self.token.expand(x.shape[0], -1, -1), x], dim=1) + self.positions
        b, n, c = x.shape
        q, k, v = self.qkv(self.norm1(x)).reshape(b, n, 3, 2, c // 2).permute(2, 0, 3, 1, 4).unbind(0)
        weights = (q @ k.transpose(-2, -1) * (c // 2) ** -0.5).softmax(-1)
        x = x + self.out((weights @ v).transpose(1, 2).reshape(b, n, c))
        x = x + self.mlp(self.norm2(x))
        return self.head(x[:, 0])


class Twice(nn.Module):
    def __init__(self, network):
        super().__init__()
        self.network = network

    def forward(self, x):
        x = self.network(x)
        return x, x.argmax(1)


class Masked(nn.Module):
    def __init__(self, network):
        super().__init__()
        self.network = network

    def forward(self, x, mask):
        return self.network(x * mask)


def small(seed=1):
    return randomised(Small, seed)


def export(network, path, image=None, opset=13, outputs=("logits",), inputs=("input",), free=FREE, **options):
    image = torch.rand(1, 3, SIDE, SIDE) if image is None else image
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.onnx.export(
            network,
            image,
            str(path),
            opset_version=opset,
            input_names=list(inputs),
            output_names=list(outputs),
            dynamic_axes=free and {**{name: free for name in inputs}, **{name: {0: "batch"} for name in outputs}},
            **options,
        )
    return onnx.load(str(path))


def answer(network, images):
    with torch.no_grad():
        out = network.eval().double()(images if images.dtype == torch.uint8 else images.double())
    network.float()
    return out[0] if isinstance(out, tuple) else out


def log_softmax(x):
    return torch.log_softmax(x, 1)


def softmax(x):
    return torch.softmax(x, 1)


def centred(x):
    return x - x.mean(0, keepdim=True)


# How they are exported, and what makes log-probabilities of what the network answers.
CASES = {
    "torch-opset7": lambda: (small(1), dict(opset=7), log_softmax),
    "torch-opset9": lambda: (small(2), dict(opset=9, keep_initializers_as_inputs=True), log_softmax),
    "torch-opset13": lambda: (small(3), dict(opset=13), log_softmax),
    "torch-opset16": lambda: (small(4), dict(opset=16), log_softmax),
    "torch-unfolded": lambda: (
        small(5),
        dict(do_constant_folding=False, training=torch.onnx.TrainingMode.PRESERVE, opset=11),
        log_softmax,
    ),
    "torch-fixed-batch": lambda: (small(6), dict(free=None), log_softmax),
    "torch-free-size": lambda: (small(7), dict(free=FREE_SIZE), log_softmax),
    "torch-log-probabilities": lambda: (Then(small(8), log_softmax), dict(outputs=["output"]), lambda x: x),
    "torch-probabilities": lambda: (Then(small(9), softmax), dict(outputs=["output"]), torch.log),
    "torch-log-of-softmax": lambda: (
        Then(small(10), lambda x: torch.log(torch.softmax(x, 1))),
        dict(outputs=["output"]),
        lambda x: x,
    ),
    "torch-mobile": lambda: (randomised(Mobile, 11), dict(opset=14, free=FREE_SIZE), log_softmax),
    "torch-transformer": lambda: (randomised(Transformer, 12), dict(opset=14), log_softmax),
    "torch-two-outputs": lambda: (Twice(small(13)), dict(outputs=["logits", "label"]), log_softmax),
    "torch-uint8-nhwc": lambda: (
        Bytes(small(14)),
        dict(image=torch.zeros(1, SIDE, SIDE, 3, dtype=torch.uint8), free=FREE),
        log_softmax,
    ),
    "torch-nhwc": lambda: (
        First(lambda x: x.permute(0, 3, 1, 2), small(15)),
        dict(image=torch.rand(1, SIDE, SIDE, 3), free={0: "n", 1: "h", 2: "w"}),
        log_softmax,
    ),
    "mixing-softmax-over-batch": lambda: (
        Then(small(16), lambda x: torch.softmax(x, 0)),
        dict(outputs=["output"]),
        torch.log,
    ),
    "mixing-mean-of-batch": lambda: (First(centred, small(17)), dict(), log_softmax),
}


def mixing_batch_norm(directory, images):
    network = randomised(Small, 18).train()
    export(network, directory / "mixing-batch-norm.onnx", training=torch.onnx.TrainingMode.TRAINING, opset=14,
           image=torch.rand(2, 3, SIDE, SIDE), do_constant_folding=False)
    with torch.no_grad():
        return log_softmax(network.double()(images.double()))


def two_inputs(directory, images):
    network = Masked(small(19))
    one = torch.ones(1, 1, 1, 1)
    export(network, directory / "torch-two-inputs.onnx", image=(torch.rand(1, 3, SIDE, SIDE), one), inputs=["image", "mask"])
    return log_softmax(answer(network.network, images))


def float16(model):
    """As converters to half precision do: weights, input and output alike."""
    half = onnx.ModelProto()
    half.CopyFrom(model)
    for tensor in half.graph.initializer:
        if tensor.data_type == TensorProto.FLOAT:
            tensor.CopyFrom(numpy_helper.from_array(numpy_helper.to_array(tensor).astype(numpy.float16), tensor.name))
    for value in [*half.graph.input, *half.graph.output, *half.graph.value_info]:
        if value.type.tensor_type.elem_type == TensorProto.FLOAT:
            value.type.tensor_type.elem_type = TensorProto.FLOAT16
    return half


def half_weights(network):
    for parameter in [*network.parameters(), *network.buffers()]:
        if parameter.is_floating_point():
            parameter.data = parameter.data.half().float()
    return network


class Nodes:
    """A graph written node by node."""

    def __init__(self):
        self.nodes, self.initializers = [], []

    def constant(self, name, values):
        self.initializers.append(numpy_helper.from_array(numpy.asarray(values), name))
        return name

    def add(self, operator, *inputs, output=None, **attributes):
        output = output or f"{operator.lower()}_{len(self.nodes)}"
        self.nodes.append(helper.make_node(operator, list(inputs), [output], name=output, **attributes))
        return output

    def model(self, inputs, outputs, opset=13, ir=7, producer="residual-tests"):
        graph = helper.make_graph(self.nodes, "graph", inputs, outputs, self.initializers)
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", opset)], producer_name=producer)
        model.ir_version = ir
        onnx.checker.check_model(model, full_check=opset <= onnx.defs.onnx_opset_version())
        return model


def value(name, shape, type=TensorProto.FLOAT):
    return helper.make_tensor_value_info(name, type, shape)


def tensorflow_like():
    """Channels last without a name for the batch, every convolution between two transpositions, as tf2onnx writes it."""
    torch.manual_seed(20)
    conv, dense = nn.Conv2d(3, 6, 3, stride=2, padding=1), nn.Linear(6, CLASSES)
    g = Nodes()
    x = g.add("Transpose", "input_1:0", perm=[0, 3, 1, 2])
    x = g.add("Conv", x, g.constant("conv/kernel:0", conv.weight.detach().numpy()),
              g.constant("conv/bias:0", conv.bias.detach().numpy()), strides=[2, 2], pads=[1, 1, 1, 1])
    x = g.add("Transpose", g.add("Relu", x), perm=[0, 2, 3, 1])
    x = g.add("ReduceMean", x, axes=[1, 2], keepdims=0)
    x = g.add("MatMul", x, g.constant("dense/kernel:0", dense.weight.detach().numpy().T.copy()))
    x = g.add("Add", x, g.constant("dense/bias:0", dense.bias.detach().numpy()))
    g.add("Softmax", x, axis=-1, output="dense")
    model = g.model([value("input_1:0", ["unk__7", SIDE, SIDE, 3])], [value("dense", ["unk__8", CLASSES])],
                    producer="tf2onnx")

    def network(x):
        return log_softmax(dense.double()(torch.relu(conv.double()(x.double())).mean((2, 3))))

    return model, network


def rounded(x, scale, low, high, zero=0):
    """What QuantizeLinear and DequantizeLinear make of it; both round half to even."""
    return ((torch.round(x / scale) + zero).clamp(low, high) - zero) * scale


class Quantized:
    """A convolution and a linear layer in eight bits, the way a quantizer writes them."""

    def __init__(self, seed):
        torch.manual_seed(seed)
        self.weight = torch.randn(6, 3, 3, 3).double() * 0.2
        # Seven bits: some CPUs add products of eight in sixteen, which saturates.
        self.scales = (self.weight.abs().amax((1, 2, 3)) / 63).float().double()
        self.kernel = torch.round(self.weight / self.scales[:, None, None, None])
        self.dense = torch.randn(CLASSES, 6).double()
        self.dense_scale = (self.dense.abs().amax() / 63).float().double()
        self.matrix = torch.round(self.dense / self.dense_scale)
        self.bias = torch.randint(-500, 500, (6,)).double()
        self.input_scale = torch.tensor(1 / 255).float().double()
        self.middle_scale = torch.tensor(0.02).float().double()
        self.pooled_scale = torch.tensor(0.0037).float().double()

    def numpy(self, tensor, type):
        return tensor.numpy().astype(type)

    def qdq(self):
        g = Nodes()

        def quantized(x, scale, zero, name):
            scale, zero = g.constant(name + "_scale", self.numpy(scale, "f4")), g.constant(name + "_zero", zero)
            return g.add("DequantizeLinear", g.add("QuantizeLinear", x, scale, zero), scale, zero)

        x = quantized("image", self.input_scale, numpy.uint8(0), "image")
        w = g.add("DequantizeLinear", g.constant("w", self.numpy(self.kernel, "i1")),
                  g.constant("w_scale", self.numpy(self.scales, "f4")), g.constant("w_zero", numpy.zeros(6, "i1")), axis=0)
        b = g.add("DequantizeLinear", g.constant("b", self.numpy(self.bias, "i4")),
                  g.constant("b_scale", self.numpy(self.scales * self.input_scale, "f4")),
                  g.constant("b_zero", numpy.zeros(6, "i4")), axis=0)
        x = g.add("Relu", g.add("Conv", x, w, b, strides=[2, 2], pads=[1, 1, 1, 1], kernel_shape=[3, 3]))
        x = quantized(x, self.middle_scale, numpy.uint8(0), "middle")
        x = quantized(g.add("GlobalAveragePool", x), self.pooled_scale, numpy.uint8(0), "pooled")
        m = g.add("DequantizeLinear", g.constant("m", self.numpy(self.matrix, "i1")),
                  g.constant("m_scale", self.numpy(self.dense_scale, "f4")), g.constant("m_zero", numpy.int8(0)))
        g.add("Gemm", g.add("Flatten", x), m, transB=1, output="logits")
        return g.model([value("image", ["N", 3, SIDE, SIDE])], [value("logits", ["N", CLASSES])], producer="onnx.quantize")

    def operators(self):
        g = Nodes()
        zero = g.constant("zero", numpy.uint8(0))
        first, middle = g.constant("s0", self.numpy(self.input_scale, "f4")), g.constant("s1", self.numpy(self.middle_scale, "f4"))
        x = g.add("QuantizeLinear", "image", first, zero)
        x = g.add("QLinearConv", x, first, zero, g.constant("w", self.numpy(self.kernel, "i1")),
                  g.constant("w_scale", self.numpy(self.scales, "f4")), g.constant("w_zero", numpy.zeros(6, "i1")),
                  middle, zero, g.constant("b", self.numpy(self.bias, "i4")), strides=[2, 2], pads=[1, 1, 1, 1],
                  kernel_shape=[3, 3])
        x = g.add("DequantizeLinear", x, middle, zero)
        pooled = g.constant("s2", self.numpy(self.pooled_scale, "f4"))
        x = g.add("QuantizeLinear", g.add("Flatten", g.add("GlobalAveragePool", x)), pooled, zero)
        x = g.add("MatMulInteger", x, g.constant("m", self.numpy(self.matrix.T.contiguous(), "i1")), zero)
        scale = g.constant("s3", self.numpy(self.pooled_scale * self.dense_scale, "f4"))
        g.add("Mul", g.add("Cast", x, to=TensorProto.FLOAT), scale, output="logits")
        return g.model([value("image", ["N", 3, SIDE, SIDE])], [value("logits", ["N", CLASSES])], producer="onnx.quantize")

    def __call__(self, images):
        x = rounded(images.double(), self.input_scale, 0, 255)
        kernel = self.kernel * self.scales[:, None, None, None]
        x = torch.conv2d(x, kernel, self.bias * self.scales * self.input_scale, stride=2, padding=1)
        x = rounded(torch.relu(x), self.middle_scale, 0, 255)
        x = rounded(x.mean((2, 3)), self.pooled_scale, 0, 255)
        return log_softmax(x @ (self.matrix * self.dense_scale).T)


def control_flow():
    """A branch by the batch's size, as torch.jit.script leaves it, both branches the same but for a name."""
    torch.manual_seed(22)
    dense = nn.Linear(3, CLASSES)
    g = Nodes()
    g.constant("one", numpy.array([1], "i8")), g.constant("w", dense.weight.detach().numpy())
    g.constant("b", dense.bias.detach().numpy())
    pooled = g.add("Flatten", g.add("GlobalAveragePool", "x"))
    single = g.add("Equal", g.add("Slice", g.add("Shape", "x"), g.constant("zero", numpy.array([0], "i8")), "one"), "one")
    branches = {}
    for branch in ("then_branch", "else_branch"):
        node = helper.make_node("Gemm", [pooled, "w", "b"], [branch + "_y"], transB=1)
        branches[branch] = helper.make_graph([node], branch, [], [value(branch + "_y", None)])
    g.add("If", single, output="y", **branches)
    model = g.model([value("x", ["N", 3, "H", "W"])], [value("y", ["N", CLASSES])])
    return model, lambda x: log_softmax(dense.double()(x.double().mean((2, 3))))


def large(directory):
    directory.mkdir(parents=True, exist_ok=True)
    makers = {
        "resnet18": torchvision.models.resnet18,
        "mobilenet_v3_small": torchvision.models.mobilenet_v3_small,
        "efficientnet_b0": torchvision.models.efficientnet_b0,
        "convnext_tiny": torchvision.models.convnext_tiny,
        "vit_b_16": torchvision.models.vit_b_16,
    }
    for name, maker in makers.items():
        network = randomised(maker, 0)
        images = torch.rand(2, 3, 224, 224)
        export(network, directory / f"{name}.onnx", image=images[:1], opset=16)
        write_safetensors(directory / f"{name}.safetensors",
                          {"input": images, "log_probabilities": log_softmax(answer(network, images)).float()})


def main(directory, large_directory=None):
    directory = Path(directory)
    directory.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(0)
    images = torch.rand(BATCH, 3, SIDE, SIDE)
    whole = torch.randint(0, 256, (BATCH, 3, SIDE, SIDE), dtype=torch.uint8)
    expected = {"images": images, "images_uint8": whole}

    for name, case in CASES.items():
        network, options, logs = case()
        export(network, directory / f"{name}.onnx", **options)
        seen = whole if "uint8" in name else images
        if "nhwc" in name:
            seen = seen.permute(0, 2, 3, 1)
        expected[name] = logs(answer(network, seen))
    expected["mixing-batch-norm"] = mixing_batch_norm(directory, images)
    expected["torch-two-inputs"] = two_inputs(directory, images).detach()

    half = half_weights(small(21))
    model = export(half, directory / "float16.onnx")
    onnx.save(float16(model), str(directory / "float16.onnx"))
    expected["float16"] = log_softmax(answer(half, images.half()))

    (directory / "external").mkdir(exist_ok=True)
    outside = small(23)
    model = export(outside, directory / "external" / "model.onnx")
    (directory / "external" / "model.onnx.data").unlink(missing_ok=True)
    onnx.save_model(model, str(directory / "external" / "model.onnx"), save_as_external_data=True,
                    location="model.onnx.data", size_threshold=64)
    expected["external"] = log_softmax(answer(outside, images))

    model, network = tensorflow_like()
    onnx.save(model, str(directory / "tensorflow-like.onnx"))
    expected["tensorflow-like"] = network(images).detach()
    model, network = control_flow()
    onnx.save(model, str(directory / "control-flow.onnx"))
    expected["control-flow"] = network(images).detach()
    quantized = Quantized(24)
    onnx.save(quantized.qdq(), str(directory / "quantized-qdq.onnx"))
    onnx.save(quantized.operators(), str(directory / "quantized-operators.onnx"))
    expected["quantized-qdq"] = expected["quantized-operators"] = quantized(images)

    write_safetensors(directory / "expected.safetensors",
                      {name: tensor if tensor.dtype == torch.uint8 else tensor.float() for name, tensor in expected.items()})
    if large_directory:
        large(Path(large_directory))


if __name__ == "__main__":
    main(*sys.argv[1:])
