package org.residual.inference.predictor;

import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.residual.nn.device.ComputeDevice;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The devices of the predictors: {@code auto}, which is all GPUs or, if there are none, the CPU; {@code cpu};
 * {@code gpu}, which is all GPUs; or some GPUs, such as {@code gpu:0,1}.
 */
public final class DeviceChoice {
    private static final Logger LOG = LoggerFactory.getLogger(DeviceChoice.class);
    private static final Pattern WORDS = Pattern.compile("auto|cpu|gpu|gpu:\\d{1,3}(,\\d{1,3})*");
    private static final String NUMBERED = "gpu:";

    private final String text;
    /** The names of the GPUs that were listed one by one. */
    private final List<String> numbered;

    /** What to do if a requested GPU is missing. */
    public enum IfMissing {
        /** The other GPUs take over; if there are none, the CPU. */
        FALL_BACK,
        /** The service does not start. */
        FAIL
    }

    private DeviceChoice(String text, List<String> numbered) {
        this.text = text;
        this.numbered = numbered;
    }

    /**
     * @param text as above
     * @return the choice
     * @throws IllegalArgumentException if the text is invalid
     */
    public static DeviceChoice of(String text) {
        String words = text.strip().toLowerCase(Locale.ROOT);
        if (!WORDS.matcher(words).matches()) {
            throw new IllegalArgumentException(
                    "'" + text + "' is not a valid choice of devices: it must be auto, cpu, gpu, or "
                            + "such as gpu:0 or gpu:0,1.");
        }
        List<String> numbered = words.startsWith(NUMBERED)
                ? Pattern.compile(",")
                        .splitAsStream(words.substring(NUMBERED.length()))
                        .map(number -> NUMBERED + Integer.parseInt(number))
                        .distinct()
                        .toList()
                : List.of();
        return new DeviceChoice(words, numbered);
    }

    /**
     * @param gpus that are present
     * @param ifMissing what to do if a requested GPU is missing
     * @return the chosen devices, at least one
     * @throws MissingGpuException if one is missing and {@code ifMissing} does not allow that
     */
    public List<ComputeDevice> among(List<ComputeDevice> gpus, IfMissing ifMissing) {
        List<ComputeDevice> chosen = gpus.stream().filter(wanted()).toList();
        List<ComputeDevice> devices = chosen.isEmpty() ? List.of(ComputeDevice.CPU) : chosen;
        if (!isThere(chosen)) {
            String seen = gpus.isEmpty() ? "no GPU" : "no GPUs but " + gpus;
            if (ifMissing == IfMissing.FAIL) {
                throw new MissingGpuException(
                        "residual.predictors.device is " + text + ", but PyTorch sees " + seen + ".");
            }
            LOG.warn(
                    "residual.predictors.device is {}, but PyTorch sees {}; the predictors work on {}",
                    text,
                    seen,
                    devices);
        }
        return devices;
    }

    private Predicate<ComputeDevice> wanted() {
        return numbered.isEmpty() ? gpu -> !text.equals("cpu") : gpu -> numbered.contains(gpu.name());
    }

    private boolean isThere(List<ComputeDevice> chosen) {
        return switch (text) {
            case "auto", "cpu" -> true;
            case "gpu" -> !chosen.isEmpty();
            default -> chosen.size() == numbered.size();
        };
    }
}
