package org.residual.checkpoint;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.residual.store.file.InvalidModelException;
import org.residual.store.file.Quoted;
import org.residual.store.tensor.StoredTensor;

/**
 * The tensors in a file of {@code torch.save}: a state_dict, or a dictionary that contains one, as Lightning and many
 * training scripts save it.
 *
 * @param key of the state_dict; empty if the file holds nothing else
 * @param tensors by name, in the file's order
 */
public record Checkpoint(String key, Map<String, StoredTensor> tensors) {
    /** The usual names if there are several state_dicts. */
    private static final List<String> KEYS = List.of("state_dict", "model_state_dict", "model");

    private static final byte[] SIGNATURE = {'P', 'K', 3, 4};
    private static final String BYTE_ORDER = "byteorder";
    private static final int MOST_KEYS_NAMED = 8;

    /** Two networks may share their parameters; more repetition is an attempt to exhaust memory. */
    private static final int MOST_SHARING = 2;

    /**
     * @return whether the file begins like one of {@code torch.save} since PyTorch 1.6
     * @throws IOException if the file cannot be read
     */
    public static boolean isOne(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return Arrays.equals(in.readNBytes(SIGNATURE.length), SIGNATURE);
        }
    }

    /**
     * Reads the file without running code that it names.
     *
     * @param file of {@code torch.save}, with PyTorch 1.6 or later
     * @return its tensors; views are copied
     * @throws InvalidModelException if it is another kind of file, damaged, or holds anything not known to be harmless,
     *     naming that
     * @throws IOException if the file cannot be read
     */
    public static Checkpoint read(Path file) throws IOException {
        try (Archive archive = Archive.open(file)) {
            requireLittleEndian(archive);
            Object root = Unpickler.load(archive.read(Archive.PICKLE));
            if (!(root instanceof Dictionary dictionary)) {
                throw new InvalidModelException("it holds no dictionary of tensors: save it with"
                        + " torch.save(net.state_dict(), \"weights.pt\").");
            }
            String key = keyOfStateDict(dictionary);
            Dictionary stateDict =
                    dictionary.entries().get(key) instanceof Dictionary inner && !key.isEmpty() ? inner : dictionary;
            return new Checkpoint(key, tensors(views(stateDict), archive, Files.size(file)));
        } catch (InvalidModelException e) {
            throw new InvalidModelException(file.getFileName() + ": " + e.getMessage(), e);
        }
    }

    private static void requireLittleEndian(Archive archive) throws IOException {
        if (archive.has(BYTE_ORDER)) {
            String order = new String(archive.read(BYTE_ORDER), StandardCharsets.US_ASCII);
            if (!order.equals("little")) {
                throw new InvalidModelException("its numbers are in the byte order '" + Quoted.text(order)
                        + "', not 'little': save it on a little-endian machine.");
            }
        }
    }

    private static String keyOfStateDict(Dictionary root) {
        List<String> stateDicts = root.entries().keySet().stream()
                .filter(key -> root.entries().get(key) instanceof Dictionary inner && inner.holdsTensorsAlone())
                .toList();
        if (stateDicts.size() == 1) {
            return stateDicts.get(0);
        }
        List<String> usual = KEYS.stream()
                .filter(key -> root.entries().get(key) instanceof Dictionary)
                .toList();
        if (usual.size() == 1) {
            return usual.get(0);
        }
        if (stateDicts.size() > 1) {
            throw new InvalidModelException("it holds several state_dicts, " + named(stateDicts)
                    + ": save one of them alone, with torch.save(checkpoint[\"…\"], \"weights.pt\").");
        }
        return "";
    }

    private static Map<String, TensorView> views(Dictionary stateDict) {
        List<String> others = stateDict.entries().keySet().stream()
                .filter(key -> !(stateDict.entries().get(key) instanceof TensorView))
                .toList();
        if (!others.isEmpty() || stateDict.hasOtherKeys()) {
            throw new InvalidModelException("it holds more than tensors, "
                    + (others.isEmpty() ? "under keys that are not text" : described(others.get(0), stateDict))
                    + ": save the state_dict alone, with torch.save(net.state_dict(), \"weights.pt\").");
        }
        Map<String, TensorView> views = new LinkedHashMap<>();
        stateDict.entries().forEach((name, tensor) -> views.put(name, (TensorView) tensor));
        return views;
    }

    private static String described(String key, Dictionary dictionary) {
        String kind = dictionary.entries().get(key) instanceof Inert inert ? ", " + inert.name() : "";
        return "such as '" + Quoted.text(key) + "'" + kind;
    }

    private static String named(List<String> keys) {
        String first = keys.stream().limit(MOST_KEYS_NAMED).map(Quoted::text).collect(Collectors.joining(", "));
        return keys.size() <= MOST_KEYS_NAMED ? first : first + " and " + (keys.size() - MOST_KEYS_NAMED) + " more";
    }

    private static Map<String, StoredTensor> tensors(Map<String, TensorView> views, Archive archive, long length)
            throws IOException {
        long most = Math.multiplyExact(MOST_SHARING, length);
        long total = 0;
        Map<String, StoredTensor> tensors = new LinkedHashMap<>();
        Map<String, byte[]> storages = new HashMap<>();
        for (Map.Entry<String, TensorView> named : views.entrySet()) {
            TensorView view = named.getValue();
            if (view.bytes() > most - total) {
                throw new InvalidModelException("its tensors repeat the same numbers until they take more than twice"
                        + " the file: save each with .clone().");
            }
            total += view.bytes();
            String key = view.storage().key();
            byte[] stored = storages.get(key);
            if (stored == null) {
                stored = archive.read("data/" + key);
                storages.put(key, stored);
            }
            if (stored.length / view.storage().type().getNumOfBytes()
                            != view.storage().elements()
                    || stored.length % view.storage().type().getNumOfBytes() != 0) {
                throw new InvalidModelException("the storage '" + Quoted.text(key) + "' has " + stored.length
                        + " bytes, not " + view.storage().elements() + " elements.");
            }
            tensors.put(named.getKey(), view.of(ByteBuffer.wrap(stored)));
        }
        return Collections.unmodifiableMap(tensors);
    }
}
