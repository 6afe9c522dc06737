package org.residual.training;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.residual.image.ImageDecoder;
import org.residual.image.ImageRefusedException;

/**
 * A folder that holds a folder of images for each class, as torchvision's {@code ImageFolder} reads it: the classes in
 * the order of their folders' names.
 *
 * @param validationShare which share of each class is kept for validation, at least 0 and less than 1; at least one
 *     image of each class is left to train with
 * @param seed decides which images those are
 */
record ClassFolders(double validationShare, long seed) {
    ClassFolders {
        if (!(validationShare >= 0 && validationShare < 1)) {
            throw new IllegalArgumentException(
                    "The share for validation must be at least 0 and less than 1, not " + validationShare + ".");
        }
    }

    /**
     * @param root the folder of folders; what begins with a dot is passed over
     * @param decoder reads the images
     * @return all images
     * @throws IllegalArgumentException if there is no class, a class has no image, or a file is no image, naming it
     * @throws IOException if a file cannot be read
     */
    LabelledImages read(Path root, ImageDecoder decoder) throws IOException {
        List<Path> folders =
                sortedEntries(root).stream().filter(Files::isDirectory).toList();
        if (folders.isEmpty()) {
            throw new IllegalArgumentException(root + " holds no folder of a class.");
        }
        Random random = new Random(seed);
        List<LabelledImage> training = new ArrayList<>();
        List<LabelledImage> validation = new ArrayList<>();
        for (int label = 0; label < folders.size(); label++) {
            List<Path> files = new ArrayList<>(sortedEntries(folders.get(label)));
            if (files.isEmpty()) {
                throw new IllegalArgumentException(folders.get(label) + " holds no image.");
            }
            Collections.shuffle(files, random);
            int kept = Math.min((int) Math.round(validationShare * files.size()), files.size() - 1);
            for (int i = 0; i < files.size(); i++) {
                (i < kept ? validation : training).add(read(files.get(i), label, decoder));
            }
        }
        return new LabelledImages(
                training,
                validation,
                folders.stream().map(f -> f.getFileName().toString()).toList());
    }

    private static LabelledImage read(Path file, int label, ImageDecoder decoder) throws IOException {
        if (Files.isDirectory(file)) {
            throw new IllegalArgumentException(file + " is a folder, not an image.");
        }
        try {
            return new LabelledImage(decoder.decode(Files.readAllBytes(file)), label);
        } catch (ImageRefusedException e) {
            throw new IllegalArgumentException(file + ": " + e.getMessage(), e);
        }
    }

    private static List<Path> sortedEntries(Path directory) throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.filter(entry -> !entry.getFileName().toString().startsWith("."))
                    .sorted()
                    .toList();
        }
    }
}
