package org.residual.checkpoint;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/** Makes archives like those of {@code torch.save}, with any contents. */
public final class CheckpointFiles {
    private CheckpointFiles() {}

    /** A pickle, each character a byte. */
    static byte[] pickle(String instructions) {
        return ("\200\2" + instructions).getBytes(StandardCharsets.ISO_8859_1);
    }

    /** The instructions for a tensor of 4 numbers of the storage 0, with some replaced. */
    static String tensor(String elements, String offset, String sizes, String strides) {
        return "ctorch._utils\n_rebuild_tensor_v2\n((U\7storagectorch\nFloatStorage\nU\0010U\3cpu" + elements + "tQ"
                + offset + sizes + strides + "\211ccollections\nOrderedDict\n)RtR";
    }

    /** A vector of the 4 numbers of the storage 0. */
    static String tensor() {
        return tensor("K\4", "K\0", "K\4\205", "K\1\205");
    }

    /** The instructions that make a dictionary with one entry. */
    static String dictionary(String key, String value) {
        return "}U" + (char) key.length() + key + value + "s";
    }

    /** That pickle with a storage 0 of 4 numbers. */
    static byte[] archive(byte[] pickle) throws IOException {
        Map<String, byte[]> files = new LinkedHashMap<>();
        files.put("archive/data.pkl", pickle);
        files.put("archive/data/0", new byte[4 * Float.BYTES]);
        return stored(files);
    }

    /**
     * @param file whose other contents are copied
     * @param pickle to put in
     * @return the archive
     */
    public static byte[] withPickle(Path file, byte[] pickle) throws IOException {
        Map<String, byte[]> files = contents(file);
        files.replaceAll((name, bytes) -> name.endsWith("/data.pkl") ? pickle : bytes);
        return stored(files);
    }

    static Map<String, byte[]> contents(Path file) throws IOException {
        Map<String, byte[]> files = new LinkedHashMap<>();
        try (ZipFile zip = new ZipFile(file.toFile())) {
            for (ZipEntry entry : Collections.list(zip.entries())) {
                files.put(entry.getName(), zip.getInputStream(entry).readAllBytes());
            }
        }
        return files;
    }

    /** Each file unchanged. */
    static byte[] stored(Map<String, byte[]> files) throws IOException {
        ByteArrayOutputStream archive = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(archive)) {
            for (Map.Entry<String, byte[]> file : files.entrySet()) {
                CRC32 checksum = new CRC32();
                checksum.update(file.getValue());
                ZipEntry entry = new ZipEntry(file.getKey());
                entry.setMethod(ZipEntry.STORED);
                entry.setSize(file.getValue().length);
                entry.setCrc(checksum.getValue());
                zip.putNextEntry(entry);
                zip.write(file.getValue());
            }
        }
        return archive.toByteArray();
    }
}
