package org.residual.importing;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.residual.engine.Engine;
import org.residual.engine.Engines;
import org.residual.engine.GraphSignature;
import org.residual.engine.GraphSignature.Answers;
import org.residual.engine.ImageBatch;
import org.residual.engine.PreparedNetwork;
import org.residual.engine.StoredNetwork;
import org.residual.image.preprocessing.Preprocessing;
import org.residual.nn.InputTooSmallException;
import org.residual.nn.device.ComputeDevice;
import org.residual.onnx.exported.ExportedModel;
import org.residual.onnx.exported.ExportedSignature;
import org.residual.onnx.file.ModelLimits;
import org.residual.store.answer.KnownAnswer;
import org.residual.store.descriptor.DescriptorFile;
import org.residual.store.descriptor.ModelDescriptor;
import org.residual.store.file.InvalidModelException;
import org.residual.store.file.Labels;
import org.residual.store.file.VersionFolder;
import org.residual.store.file.WeightsChecksum;
import org.residual.store.loading.UnfinishedVersion;
import org.residual.store.loading.VersionLoader;
import org.residual.store.tensor.Safetensors;
import org.residual.store.tensor.StoredTensor;
import org.residual.store.version.ReadyVersion;

/**
 * Creates a version from an exported graph, and puts it in place once it has been loaded and checked as the service
 * would do it.
 *
 * @param file the graph; weights may lie in files beside it
 * @param said given properties of its input and output
 * @param knownAnswer its answers elsewhere; null stands for its answers on this machine for noise
 * @param labels a file with one label per line; null for none
 * @param asked requested preprocessing
 * @param tolerance largest allowed difference of a log-probability from the known answer; null stands for what its
 *     types need
 */
record GraphImport(
        Path file,
        GraphSignature said,
        @Nullable ExportedAnswer knownAnswer,
        @Nullable Path labels,
        Preprocessing asked,
        @Nullable Double tolerance) {
    /** For images that keep their size: the usual size in training. */
    private static final int USUAL_SIDE = 224;

    private static final double FLOAT32 = 1e-4;
    /** For half precision, and whole numbers, which some CPUs add in another way. */
    private static final double COARSE = 5e-2;

    private static final Set<String> OTHER_FILES = Set.of(
            DescriptorFile.NAME,
            VersionFolder.WEIGHTS,
            KnownAnswer.FILE,
            Labels.NAME,
            WeightsChecksum.FILE,
            VersionFolder.GRAPH);

    /**
     * The result.
     *
     * @param model the graph as it was understood
     * @param descriptor its {@code model.yaml}
     * @param error the largest difference of a log-probability
     */
    record Result(ExportedModel model, ModelDescriptor descriptor, double error) {}

    /**
     * @param file to be imported
     * @return whether it has the extension of an ONNX model, or begins like one
     * @throws IOException if it cannot be read
     */
    static boolean isGraph(Path file) throws IOException {
        if (file.getFileName().toString().toLowerCase(Locale.ROOT).endsWith(".onnx")) {
            return true;
        }
        try (InputStream in = Files.newInputStream(file)) {
            byte[] start = in.readNBytes(3);
            // The version of the format, then the producer or the graph.
            return start.length == 3
                    && start[0] == 8
                    && start[1] >= 3
                    && start[1] < 64
                    && (start[2] == 18 || start[2] == 58);
        }
    }

    /**
     * @param place of the new version
     * @return the result
     * @throws IllegalArgumentException if the graph does not accept the result of the preprocessing
     * @throws InvalidModelException if the version cannot be served, with the reason; then it is not created
     * @throws IOException if a file cannot be read or written
     */
    Result into(VersionFolder place) throws IOException {
        ExportedModel model = ExportedModel.read(file, ModelLimits.ofThisProcess(), said);
        Preprocessing preprocessing = GraphPreprocessing.of(asked, model.signature());
        NoiseBatch noise = NoiseBatch.of(NoiseImages.draw(USUAL_SIDE, USUAL_SIDE, preprocessing));
        int classes = model.classes(noise.height(), noise.width());
        try (UnfinishedVersion unfinished = UnfinishedVersion.of(place)) {
            copy(model, unfinished.directory());
            GraphSignature understood = understood(model.signature(), unfinished.directory(), classes, noise);
            if (knownAnswer != null) {
                Safetensors.write(unfinished.directory().resolve(KnownAnswer.FILE), knownAnswer.tensors());
            } else {
                writeOwnAnswer(stored(unfinished.directory(), understood, classes), noise, allowed(model));
            }
            ModelDescriptor descriptor = ModelDescriptor.of(understood, classes, preprocessing, allowed(model));
            DescriptorFile.write(unfinished.directory(), descriptor);
            try (ReadyVersion version = unfinished.load(new VersionLoader(VersionImport.LARGEST_BATCH))) {
                Result result = new Result(model, descriptor, version.knownAnswerError());
                unfinished.putInPlace();
                return result;
            }
        }
    }

    private double allowed(ExportedModel model) {
        if (tolerance != null) {
            return tolerance;
        }
        return model.isFloat32() ? FLOAT32 : COARSE;
    }

    /** Gives the files the same permissions as the version's other files. */
    private void copy(ExportedModel model, Path directory) throws IOException {
        Files.write(directory.resolve(VersionFolder.GRAPH), Files.readAllBytes(file));
        List<String> weights = new ArrayList<>(List.of(VersionFolder.GRAPH));
        for (String name : new TreeSet<>(model.externalFiles())) {
            if (OTHER_FILES.contains(name)) {
                throw new InvalidModelException("The weights are in a file named " + name
                        + ", which the version needs for a file of its own: save the model with its "
                        + "weights under another name.");
            }
            try (InputStream in = Files.newInputStream(file.toAbsolutePath().resolveSibling(name))) {
                Files.copy(in, directory.resolve(name));
            }
            weights.add(name);
        }
        WeightsChecksum.write(directory, weights);
        if (labels != null) {
            Files.write(directory.resolve(Labels.NAME), Files.readAllBytes(labels));
        }
    }

    private static StoredNetwork.Exported stored(Path directory, GraphSignature signature, int classes) {
        return new StoredNetwork.Exported(directory.resolve(VersionFolder.GRAPH), signature, classes);
    }

    /** All known properties of the input and the output, so that nothing need be inferred again. */
    private static GraphSignature understood(ExportedSignature signature, Path directory, int classes, NoiseBatch noise)
            throws IOException {
        GraphSignature raw = with(signature, Answers.LOG_PROBABILITIES);
        if (signature.answers().isPresent()) {
            return with(signature, signature.answers().get());
        }
        try (PreparedNetwork network = prepared(stored(directory, raw, classes))) {
            float[] numbers = run(network, noise.one(0));
            return with(signature, new OutputNumbers(numbers, classes).kind());
        }
    }

    private static GraphSignature with(ExportedSignature signature, Answers answers) {
        return new GraphSignature(
                Optional.of(signature.input()),
                Optional.of(signature.output()),
                Optional.of(signature.layout()),
                Optional.of(answers));
    }

    private static PreparedNetwork prepared(StoredNetwork stored) throws IOException {
        List<Engine> engines = Engines.installed().running(stored, ComputeDevice.CPU);
        if (engines.isEmpty()) {
            throw new InvalidModelException("No installed engine supports ONNX models.");
        }
        return engines.get(0).prepare(stored, ComputeDevice.CPU);
    }

    /** Runs each image alone: the answers in a batch must be equal. */
    private static void writeOwnAnswer(StoredNetwork.Exported stored, NoiseBatch noise, double tolerance)
            throws IOException {
        ByteBuffer answers = ByteBuffer.allocate(Float.BYTES * noise.images() * stored.classes())
                .order(ByteOrder.LITTLE_ENDIAN);
        try (PreparedNetwork network = prepared(stored)) {
            float[] together = run(network, noise.all());
            for (int i = 0; i < noise.images(); i++) {
                float[] alone = run(network, noise.one(i));
                for (int k = 0; k < alone.length; k++) {
                    if (!(Math.abs(alone[k] - together[i * alone.length + k]) <= tolerance)) {
                        throw new InvalidModelException(
                                "The model's answer for an image in a batch differs from that for the same image "
                                        + "alone: it mixes the images of a batch, or rounds by more than --tolerance "
                                        + "allows. Export it for inference, in PyTorch after net.eval().");
                    }
                    answers.putFloat(alone[k]);
                }
            }
        }
        StoredTensor logProbabilities =
                new StoredTensor(DataType.FLOAT32, new Shape(noise.images(), stored.classes()), answers.flip());
        Safetensors.write(
                stored.file().resolveSibling(KnownAnswer.FILE),
                Map.of("input", noise.tensor(), "log_probabilities", logProbabilities));
    }

    private static float[] run(PreparedNetwork network, ImageBatch images) {
        try {
            return network.logProbabilities(images);
        } catch (InputTooSmallException e) {
            throw new InvalidModelException(e.getMessage() + " Set --size to a size that it supports.", e);
        }
    }
}
