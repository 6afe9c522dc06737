package org.residual.checkpoint;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;
import org.residual.store.file.InvalidModelException;
import org.residual.store.file.Quoted;

/**
 * The zip archive that {@code torch.save} writes: one folder, and nothing in it compressed, so that no more can be read
 * from it than the size of the file.
 */
final class Archive implements AutoCloseable {
    static final String PICKLE = "data.pkl";

    private final ZipFile zip;
    private final Map<String, ZipArchiveEntry> entries;
    private final String folder;

    private Archive(ZipFile zip, long length) {
        this.zip = zip;
        this.entries = entries(zip);
        this.folder = folder(entries);
        requireStored(entries, length);
    }

    /**
     * @param file a zip archive
     * @return the archive, to be closed
     * @throws InvalidModelException if it is damaged, or of another program
     * @throws IOException if the file cannot be read
     */
    static Archive open(Path file) throws IOException {
        long length = Files.size(file);
        ZipFile zip;
        try {
            // The JDK's own reader takes memory for as many entries as the archive declares.
            zip = ZipFile.builder()
                    .setPath(file)
                    .setCharset(StandardCharsets.UTF_8)
                    .setUseUnicodeExtraFields(false)
                    .setIgnoreLocalFileHeader(true)
                    .get();
        } catch (IOException | IllegalArgumentException e) {
            throw damaged(e);
        }
        try {
            return new Archive(zip, length);
        } catch (InvalidModelException e) {
            zip.close();
            throw e;
        }
    }

    private static InvalidModelException damaged(Exception cause) {
        return new InvalidModelException("the zip archive is damaged or truncated: " + cause.getMessage() + ".", cause);
    }

    private static Map<String, ZipArchiveEntry> entries(ZipFile zip) {
        Map<String, ZipArchiveEntry> entries = new LinkedHashMap<>();
        for (ZipArchiveEntry entry : Collections.list(zip.getEntries())) {
            if (entries.put(entry.getName(), entry) != null) {
                throw new InvalidModelException(
                        "the zip archive has two entries with the name '" + Quoted.text(entry.getName()) + "'.");
            }
        }
        return entries;
    }

    /** Entries that overlap, or unpack to more than the file, could take any amount of memory. */
    private static void requireStored(Map<String, ZipArchiveEntry> entries, long length) {
        long rest = length;
        for (ZipArchiveEntry entry : entries.values()) {
            if (entry.getMethod() != ZipEntry.STORED || entry.getSize() != entry.getCompressedSize()) {
                throw new InvalidModelException("'" + Quoted.text(entry.getName())
                        + "' in the zip archive is compressed, which torch.save does not do: save it "
                        + "with torch.save again.");
            }
            if (entry.getSize() < 0 || entry.getSize() > rest) {
                throw new InvalidModelException("the entries of the zip archive are larger than the file, or overlap.");
            }
            rest -= entry.getSize();
        }
    }

    private static String folder(Map<String, ZipArchiveEntry> entries) {
        List<String> pickles = entries.keySet().stream()
                .filter(name -> name.endsWith("/" + PICKLE) && name.indexOf('/') == name.length() - PICKLE.length() - 1)
                .toList();
        if (pickles.size() != 1) {
            throw new InvalidModelException("this is " + otherKind(entries)
                    + ": save the state_dict in PyTorch with torch.save(net.state_dict(), \"weights.pt\").");
        }
        String folder = pickles.get(0).substring(0, pickles.get(0).length() - PICKLE.length());
        if (entries.containsKey(folder + "constants.pkl")) {
            throw new InvalidModelException(
                    "this is a TorchScript archive, which holds code: save its tensors alone, with"
                            + " torch.save(torch.jit.load(path).state_dict(), \"weights.pt\").");
        }
        return folder;
    }

    private static String otherKind(Map<String, ZipArchiveEntry> entries) {
        if (entries.keySet().stream().anyMatch(name -> name.endsWith(".npy"))) {
            return "an archive of NumPy arrays";
        }
        if (entries.keySet().stream().anyMatch(name -> name.endsWith(".weights.h5"))) {
            return "a Keras model";
        }
        return "a zip archive of another program than torch.save, without a " + PICKLE + " in its one folder";
    }

    /** Whether there is a file of that name in the folder. */
    boolean has(String name) {
        return entries.containsKey(folder + name);
    }

    /**
     * @param name of a file in the folder
     * @return its bytes
     * @throws InvalidModelException if it is missing, or its checksum is wrong
     */
    byte[] read(String name) throws IOException {
        ZipArchiveEntry entry = entries.get(folder + name);
        if (entry == null) {
            throw new InvalidModelException("there is no '" + Quoted.text(name) + "' in the zip archive.");
        }
        if (entry.getSize() > Integer.MAX_VALUE - Long.BYTES) {
            throw new InvalidModelException("'" + Quoted.text(name) + "' in the zip archive is larger than 2 GiB.");
        }
        byte[] bytes;
        try (InputStream in = zip.getRawInputStream(entry)) {
            bytes = in.readNBytes((int) entry.getSize());
        } catch (IOException | IllegalArgumentException e) {
            throw damaged(e);
        }
        CRC32 checksum = new CRC32();
        checksum.update(bytes);
        if (bytes.length != entry.getSize() || checksum.getValue() != entry.getCrc()) {
            throw new InvalidModelException(
                    "'" + Quoted.text(name) + "' in the zip archive does not match its checksum: the file is damaged.");
        }
        return bytes;
    }

    @Override
    public void close() throws IOException {
        zip.close();
    }
}
