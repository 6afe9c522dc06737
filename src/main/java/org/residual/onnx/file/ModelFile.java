package org.residual.onnx.file;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnsafeByteOperations;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.residual.onnx.schema.ModelProto;
import org.residual.store.file.InvalidModelException;
import org.residual.store.tensor.FileSignatures;

/**
 * A file in the ONNX format, mapped into memory.
 *
 * @param content the whole file, read-only
 * @param model the same, parsed; its tensors are parts of {@code content}, not copies
 */
public record ModelFile(ByteBuffer content, ModelProto model) {
    static final String DAMAGED = "the file is damaged, truncated, or not an ONNX file.";

    private static final String EXPORT =
            "export the network to ONNX, in PyTorch with torch.onnx.export(net, image, \"model.onnx\"), and import that";

    /** Protocol buffers' own limit. */
    private static final long LARGEST = Integer.MAX_VALUE;

    /**
     * @param file a file, whatever its name ends in
     * @param limits of its size
     * @return its content, parsed but not checked further
     * @throws InvalidModelException if it is too large or not an ONNX file, naming its kind
     * @throws IOException if it cannot be read
     */
    public static ModelFile read(Path file, ModelLimits limits) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new InvalidModelException("it must be a regular file, not a folder, a pipe or a device.");
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            long size = channel.size();
            if (size == 0) {
                throw new InvalidModelException("the file is empty.");
            }
            if (size > Math.min(LARGEST, limits.bytes())) {
                throw new InvalidModelException("the file has " + size + " bytes, but the limit is "
                        + Math.min(LARGEST, limits.bytes())
                        + (limits.bytes() > LARGEST
                                ? ": export the network with its weights in a file of their own (external data)."
                                : "."));
            }
            return parse(channel.map(MapMode.READ_ONLY, 0, size), limits);
        }
    }

    private static ModelFile parse(ByteBuffer content, ModelLimits limits) {
        try {
            MessageCensus.require(content, limits.heap());
            CodedInputStream in = UnsafeByteOperations.unsafeWrap(content).newCodedInput();
            // Weights stay in the file.
            in.enableAliasing(true);
            ModelProto model = ModelProto.parseFrom(in);
            if (!model.hasGraph()) {
                throw new InvalidModelException("there is no graph in it.");
            }
            return new ModelFile(content.asReadOnlyBuffer(), model);
        } catch (InvalidProtocolBufferException | InvalidModelException e) {
            throw stranger(content).orElseGet(() -> e instanceof InvalidModelException refused ? refused : damaged(e));
        } catch (IOException e) {
            throw damaged(e);
        }
    }

    private static Optional<InvalidModelException> stranger(ByteBuffer content) {
        byte[] start = new byte[Math.min(content.limit(), FileSignatures.LOOK_AT)];
        content.get(0, start);
        return FileSignatures.describeInsteadOfOnnx(start, EXPORT)
                .map(kind -> new InvalidModelException("this is " + kind + "."));
    }

    private static InvalidModelException damaged(Exception cause) {
        return new InvalidModelException(DAMAGED, cause);
    }
}
