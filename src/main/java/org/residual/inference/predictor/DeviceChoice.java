package org.residual.inference.predictor;

import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.residual.nn.device.ComputeDevice;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * On which devices predictors are to work: {@code auto}, which is all GPUs or, where there are none, the processor;
 * {@code cpu}; {@code gpu}, which is all of them; or some GPUs, such as {@code gpu:0,1}.
 */
public final class DeviceChoice {
    private static final Logger LOG = LoggerFactory.getLogger(DeviceChoice.class);
    private static final Pattern WORDS = Pattern.compile("auto|cpu|gpu|gpu:\\d{1,3}(,\\d{1,3})*");
    private static final String NUMBERED = "gpu:";

    private final String text;
    /** The names of GPUs that have been chosen one by one. */
    private final List<String> numbered;

    /** What is done where a GPU that was asked for is not there. */
    public enum IfMissing {
        /** The others do its work; where there are none, the processor. */
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
     * @throws IllegalArgumentException if it is none
     */
    public static DeviceChoice of(String text) {
        String words = text.strip().toLowerCase(Locale.ROOT);
        if (!WORDS.matcher(words).matches()) {
            throw new IllegalArgumentException(
                    "'" + text + "' is no choice of devices: it must be auto, cpu, gpu, or such as gpu:0 or gpu:0,1.");
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
     * @param gpus those that there are
     * @param ifMissing what is done where one was asked for that is not there
     * @return the devices chosen, at least one
     * @throws MissingGpuException if one is not there, and that is not to be made up for
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
