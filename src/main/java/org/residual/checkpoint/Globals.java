package org.residual.checkpoint;

import ai.djl.ndarray.types.DataType;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.residual.store.file.InvalidModelException;
import org.residual.store.file.Quoted;

/** The names that a pickle may use: those of a state_dict, and of what training scripts save beside it. */
final class Globals {
    private static final Map<String, DataType> STORAGES = Map.of(
            "torch.FloatStorage", DataType.FLOAT32,
            "torch.DoubleStorage", DataType.FLOAT64,
            "torch.HalfStorage", DataType.FLOAT16,
            "torch.BFloat16Storage", DataType.BFLOAT16,
            "torch.LongStorage", DataType.INT64,
            "torch.IntStorage", DataType.INT32,
            "torch.CharStorage", DataType.INT8,
            "torch.ByteStorage", DataType.UINT8,
            "torch.BoolStorage", DataType.BOOLEAN);

    private static final Map<String, Function<List<@Nullable Object>, @Nullable Object>> FUNCTIONS = Map.of(
            "collections.OrderedDict", Globals::orderedDict,
            "torch.Size", Globals::first,
            "torch._utils._rebuild_tensor_v2", TensorView::rebuild,
            "torch._utils._rebuild_parameter", Globals::first,
            "torch._utils._rebuild_parameter_with_state", Globals::first,
            "torch._tensor._rebuild_from_type_v2", Globals::rebuildFromType);

    /** Names that a network does not need. */
    private static final List<String> INERT = List.of(
            "torch.UntypedStorage",
            "torch.storage.UntypedStorage",
            "torch.ShortStorage",
            "torch.ComplexFloatStorage",
            "torch.ComplexDoubleStorage",
            "torch._utils._rebuild_tensor_v3",
            "torch.Tensor",
            "torch.nn.parameter.Parameter",
            "torch.device",
            "torch.float16",
            "torch.float32",
            "torch.float64",
            "torch.bfloat16",
            "torch.int8",
            "torch.int16",
            "torch.int32",
            "torch.int64",
            "torch.uint8",
            "torch.uint16",
            "torch.uint32",
            "torch.uint64",
            "torch.bool",
            "torch.float8_e4m3fn",
            "torch.float8_e5m2",
            "_codecs.encode",
            "numpy.dtype",
            "numpy.core.multiarray.scalar",
            "numpy._core.multiarray.scalar",
            "builtins.set",
            "builtins.dict",
            "builtins.list",
            "builtins.int",
            "builtins.float",
            "collections.defaultdict",
            "collections.Counter",
            "argparse.Namespace",
            "lightning_fabric.utilities.data.AttributeDict",
            "lightning.fabric.utilities.data.AttributeDict",
            "pytorch_lightning.utilities.parsing.AttributeDict");

    private static final Map<String, Object> KNOWN = known();

    private Globals() {}

    private static Map<String, Object> known() {
        Map<String, Object> known = new HashMap<>();
        STORAGES.forEach((name, type) -> known.put(name, new StorageType(type)));
        FUNCTIONS.forEach((name, function) -> known.put(name, new Global(name, function)));
        INERT.forEach(name -> known.put(name, new Global(name, arguments -> new Inert(name))));
        return Map.copyOf(known);
    }

    /**
     * @return a {@link Global} or {@link StorageType}
     * @throws InvalidModelException if it is not known to be harmless, naming it
     */
    static Object named(String module, String name) {
        String path = (module.equals("__builtin__") ? "builtins" : module) + "." + name;
        Object known = KNOWN.get(path);
        if (known == null) {
            throw new InvalidModelException("it holds " + Quoted.text(path)
                    + ", which is code, not part of a state_dict, and is not run here: save only the tensors, in "
                    + "Python, with torch.save(net.state_dict(), \"weights.pt\").");
        }
        return known;
    }

    private static Object orderedDict(List<@Nullable Object> arguments) {
        if (!arguments.isEmpty()) {
            throw new InvalidModelException("an OrderedDict has other arguments than PyTorch writes.");
        }
        return new Dictionary();
    }

    private static @Nullable Object first(List<@Nullable Object> arguments) {
        if (arguments.isEmpty()) {
            throw new InvalidModelException("a parameter has other arguments than PyTorch writes.");
        }
        return arguments.get(0);
    }

    /** A tensor with attributes: the function for the plain one, its class, its arguments, and the attributes. */
    private static Object rebuildFromType(List<@Nullable Object> arguments) {
        if (arguments.size() > 2
                && arguments.get(0) instanceof Global plain
                && arguments.get(2) instanceof Tuple plainArguments
                && plain.name().equals("torch._utils._rebuild_tensor_v2")) {
            return TensorView.rebuild(plainArguments.items());
        }
        throw new InvalidModelException("a tensor has other arguments than PyTorch writes.");
    }
}
