package org.residual.benchmarks;

import java.util.Arrays;
import java.util.List;
import picocli.CommandLine.Option;

/** The networks to measure, and their engine. */
final class NetworkOptions {
    @Option(names = "--model", split = ",", description = "RESNET, CONVBNNET.", paramLabel = "MODEL")
    private List<DocumentedNetwork> networks = Arrays.asList(DocumentedNetwork.values());

    @Option(
            names = "--engine",
            defaultValue = "auto",
            description = "auto, onnxruntime, pytorch.",
            paramLabel = "ENGINE")
    private String engine;

    List<DocumentedNetwork> networks() {
        return networks;
    }

    String engine() {
        return engine;
    }
}
